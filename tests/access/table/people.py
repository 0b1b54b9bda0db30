"""Who sees what of a person, and of what a person is told."""

from tests.access.table.rules import (
    ANYONE,
    OWN,
    OWN_AND_SEEN,
    OWN_AND_STAFF,
    WITH_AN_ACCOUNT,
    Rule,
)

ABOUT_SEEN = Rule(
    lambda who, row: row.progress is not None and OWN_AND_SEEN.holds(who, row.progress)
)

LINES: dict[str, Rule] = {
    "User": WITH_AN_ACCOUNT,
    "User.id": ANYONE,
    "User.username": ANYONE,
    "User.firstName": ANYONE,
    "User.lastName": ANYONE,
    "User.dateJoined": ANYONE,
    "User.profile": ANYONE,
    "User.email": OWN_AND_STAFF,
    "User.isEmailVerified": OWN_AND_STAFF,
    "User.timeZone": OWN,
    "User.taughtCourses": ANYONE,
    "User.enrollments": OWN,
    "User.reviews": OWN,
    "User.notifications": OWN,
    "User.unreadNotificationCount": OWN,
    "User.notificationPreferences": OWN,
    "Profile": ANYONE,
    "Profile.role": ANYONE,
    "Profile.bio": ANYONE,
    "Profile.profileImage": ANYONE,
    "Notification": OWN,
    "Notification.id": ANYONE,
    "Notification.type": ANYONE,
    "Notification.message": ANYONE,
    "Notification.isRead": ANYONE,
    "Notification.readAt": ANYONE,
    "Notification.createdAt": ANYONE,
    "Notification.link": ANYONE,
    "Notification.progress": ABOUT_SEEN,
    "NotificationPreference": OWN,
    "NotificationPreference.type": OWN,
    "NotificationPreference.inApp": OWN,
    "NotificationPreference.email": OWN,
}

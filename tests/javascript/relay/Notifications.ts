import { graphql } from 'relay-runtime';

export const notifications = graphql`
  query NotificationsQuery {
    me {
      unreadNotificationCount
      ...Notifications_list
    }
  }
`;

export const list = graphql`
  fragment Notifications_list on User
  @refetchable(queryName: "NotificationsPaginationQuery")
  @argumentDefinitions(
    filters: { type: "NotificationFilter" }
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
  ) {
    notifications(filters: $filters, first: $count, after: $cursor) @connection(key: "Notifications_notifications") {
      edges {
        node {
          ...Notifications_row
        }
      }
    }
  }
`;

export const row = graphql`
  fragment Notifications_row on Notification {
    type
    message
    link
    isRead
    createdAt
  }
`;

export const received = graphql`
  subscription NotificationsReceivedSubscription($after: ID, $connections: [ID!]!) {
    notificationReceived(after: $after)
      @prependNode(connections: $connections, edgeTypeName: "NotificationEdge") {
      ...Notifications_row
    }
  }
`;

export const markRead = graphql`
  mutation NotificationsMarkReadMutation($input: MarkNotificationReadInput!) @raw_response_type {
    markNotificationRead(input: $input) {
      notification {
        isRead
        readAt
      }
      viewer {
        unreadNotificationCount
      }
      errors {
        code
      }
    }
  }
`;

export const remove = graphql`
  mutation NotificationsDeleteMutation($input: DeleteNotificationInput!, $connections: [ID!]!) {
    deleteNotification(input: $input) {
      deletedId @deleteEdge(connections: $connections)
      viewer {
        unreadNotificationCount
      }
    }
  }
`;

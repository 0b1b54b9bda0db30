"""Statements that become SQL once and run prepared. It knows no app's models."""

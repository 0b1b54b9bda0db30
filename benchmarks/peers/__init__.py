"""The servers that are measured, each in a folder of its own."""

"""Subscriptions and the notifications that they receive."""

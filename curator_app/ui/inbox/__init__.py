"""The window of the private inbox: contributions are read, decided and answered here."""

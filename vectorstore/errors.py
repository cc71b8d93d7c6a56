"""What can go wrong in a store, each error one line that says what to do."""


class StoreError(Exception):
    """The store cannot do what was asked; the message is one line for the reader."""


class ReembeddedError(StoreError):
    """Another process has embedded the store with another model since it was opened."""


class EncoderError(StoreError):
    """The embedding model cannot be had or is not the expected one."""


class SettingsError(StoreError):
    """A setting is unknown or has a value that does not fit."""

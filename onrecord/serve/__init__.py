"""The screen: a local web page where people see, check and correct what is on the record."""

from onrecord.serve.app import Settings, application, run

__all__ = ["Settings", "application", "run"]

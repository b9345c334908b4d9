"""Where what was uploaded lies: each upload is a home of its own, named by its content."""

from data.home import Home

FOLDER = "uploads"
PREFIX = "U"
ID_SHOWN = 12


def home_of(home: Home, upload_id: str) -> Home:
    """Give the folder of an upload, which is laid out as any other home."""
    return Home(home.root / FOLDER / upload_id)


def is_upload(home: Home, application_id: str) -> bool:
    """Tell whether an application was scored from an upload, and lies here."""
    named = application_id.removeprefix(PREFIX)
    is_ours = application_id.startswith(PREFIX) and len(named) == ID_SHOWN and named.isalnum()
    return is_ours and home_of(home, application_id).current.is_file()

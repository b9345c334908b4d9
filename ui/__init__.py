"""Loaders, widgets, charts and theme: everything the pages show with."""

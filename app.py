"""The door of the app: `streamlit run app.py`. The frame it serves is `ui/frame.py`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from ui import door

app = st.App(
    Path(__file__).parent / "ui" / "frame.py",
    routes=[Route("/healthz", door.healthz)],
    middleware=[Middleware(door.LoopbackOnly)],
    lifespan=door.warm_up,
)

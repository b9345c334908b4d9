"""The door of the app: `streamlit run app.py`. The frame it serves is `ui/frame.py`."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from ui import door, places, remembered

app = st.App(
    places.FRAME,
    routes=[
        Route("/healthz", door.healthz),
        Route(remembered.DEMO_ROUTE, remembered.remember_demo),
    ],
    middleware=[Middleware(door.LoopbackOnly), Middleware(remembered.LinkKept)],
    lifespan=door.warm_up,
)

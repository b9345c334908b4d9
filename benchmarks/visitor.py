"""One visitor of the app: a WebSocket that speaks Streamlit's protocol, as browsers do."""

import time
from dataclasses import dataclass, field
from typing import Self

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol


@dataclass(frozen=True, slots=True)
class Shown:
    """What one run of a page sent.

    Parameters
    ----------
    seconds : float
        From asking to the end of the script, as the visitor sees it.
    bytes : int
        Size of the messages.
    charts : int
        Charts among the elements.
    errors : tuple of str
        Error messages and exceptions among the elements.
    buttons : dict of str to str
        Widget ids of the buttons, by label.
    """

    seconds: float
    bytes: int
    charts: int
    errors: tuple[str, ...]
    buttons: dict[str, str]


@dataclass(slots=True)
class Visitor:
    """A session of the app; `pages` maps each page's path to its script hash."""

    socket: ClientConnection
    pages: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def arrive(cls, port: int) -> Self:
        """Open a session on an app of this machine."""
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        return cls(await connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None))

    async def leave(self) -> None:
        """End the session."""
        await self.socket.close()

    async def open(self, page: str = "", query: str = "", *, press: str | None = None) -> Shown:
        """Run a page, as following a link or pressing a button does.

        Parameters
        ----------
        page : str
            Its path, such as ``applicant``; the first page by default.
        query : str
            What stands after ``?`` in the address.
        press : str, optional
            Id of the button to press.
        """
        asked = BackMsg()
        asked.rerun_script.query_string = query
        if page in self.pages:
            asked.rerun_script.page_script_hash = self.pages[page]
        else:
            asked.rerun_script.page_name = page
        if press is not None:
            state = WidgetState(id=press, trigger_value=True)
            asked.rerun_script.widget_states.widgets.append(state)
        start = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        return await self._read(start)

    async def _read(self, start: float) -> Shown:
        size, charts = 0, 0
        errors: list[str] = []
        buttons: dict[str, str] = {}
        async for frame in self.socket:
            data = frame if isinstance(frame, bytes) else frame.encode()
            size += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.pages = {
                    page.url_pathname: page.page_script_hash
                    for page in message.navigation.app_pages
                }
            elif kind == "delta":
                element = message.delta.new_element
                charts += element.HasField("plotly_chart")
                errors += _errors(element)
                if element.HasField("button"):
                    buttons[element.button.label] = element.button.id
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    errors.append(f"script ended with status {message.script_finished}")
                break
        seconds = time.perf_counter() - start
        return Shown(seconds, size, charts, tuple(errors), buttons)


def _errors(element: Element) -> list[str]:
    if element.HasField("exception"):
        return [element.exception.message]
    if element.HasField("alert") and element.alert.format == Alert.ERROR:
        return [element.alert.body]
    return []

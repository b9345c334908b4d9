"""One visitor of the app: a WebSocket that speaks Streamlit's protocol, as browsers do."""

import asyncio
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
    """A session of the app.

    Parameters
    ----------
    socket : ClientConnection
    pages : dict of str to str
        Each page's path to its script hash.
    due : dict of str to tuple of float
        Parts of the page that run again by themselves: every how many seconds, and when next.
    """

    socket: ClientConnection
    pages: dict[str, str] = field(default_factory=dict)
    due: dict[str, tuple[float, float]] = field(default_factory=dict)

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
        self.due.clear()
        start = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        return await self._read(start)

    async def stay(self, seconds: float) -> list[Shown]:
        """Look at the page for a while, and let parts of it run again as a browser does.

        Returns
        -------
        list of Shown
            Of each time that such a part had the whole page drawn anew; `seconds` is from the
            part's start to the end.
        """
        until = time.perf_counter() + seconds
        found = []
        while (now := time.perf_counter()) < until:
            if not self.due:
                await asyncio.sleep(until - now)
                break
            fragment = min(self.due, key=lambda name: self.due[name][1])
            every, at = self.due[fragment]
            await asyncio.sleep(max(0.0, min(at, until) - now))
            if at >= until:
                break
            self.due[fragment] = (every, at + every)
            drawn = await self._run_again(fragment)
            if drawn is not None:
                found.append(drawn)
        return found

    async def _run_again(self, fragment: str) -> Shown | None:
        """Run a part of the page; give the page where that had it drawn anew."""
        asked = BackMsg()
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.is_auto_rerun = True
        start = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        seen = await self._read(start, is_part=True)
        return None if fragment in self.due else seen

    async def _read(self, start: float, *, is_part: bool = False) -> Shown:
        """Read until a script that began after the asking has ended."""
        size, charts, has_begun = 0, 0, False
        errors: list[str] = []
        buttons: dict[str, str] = {}
        due: dict[str, tuple[float, float]] = {}
        async for frame in self.socket:
            data = frame if isinstance(frame, bytes) else frame.encode()
            size += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                has_begun = True
                due = {}
            elif kind == "navigation":
                self.pages = {
                    page.url_pathname: page.page_script_hash
                    for page in message.navigation.app_pages
                }
            elif kind == "auto_rerun":
                every = message.auto_rerun.interval
                due[message.auto_rerun.fragment_id] = (every, time.perf_counter() + every)
            elif kind == "delta":
                element = message.delta.new_element
                charts += element.HasField("plotly_chart")
                errors += _errors(element)
                if element.HasField("button"):
                    buttons[element.button.label] = element.button.id
            elif kind == "script_finished" and has_begun:
                ended = message.script_finished
                if ended == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                if ended == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
                    if is_part:
                        break
                    continue
                self.due = due  # a page that is drawn anew says anew which parts run by themselves
                if ended != ForwardMsg.FINISHED_SUCCESSFULLY:
                    errors.append(f"script ended with status {ended}")
                break
        seconds = time.perf_counter() - start
        return Shown(seconds, size, charts, tuple(errors), buttons)


def _errors(element: Element) -> list[str]:
    if element.HasField("exception"):
        return [element.exception.message]
    if element.HasField("alert") and element.alert.format == Alert.ERROR:
        return [element.alert.body]
    return []

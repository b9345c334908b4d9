"""The auditor's cards: is the chain whole, does a decision come out again, who looked at whom."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from desk.audit import access, replay, verify
from desk.audit.replay import Replayed
from desk.roles import Act, Viewer, require
from desk.work import batches, case_list, models_in_force, users
from desk.work.users import User
from ui import panel, sortable, words
from ui.book import BookInUse
from ui.cases import model_acts, office, says
from ui.fragments import fragment
from ui.panel import escaped


@fragment
def show_chain(viewer: Viewer, book: BookInUse) -> None:
    """Walk the ledger's chain when asked to, against an anchor where there is one."""
    require(viewer, Act.VERIFY)
    with panel.errors_in_words():
        st.markdown(":gray[Is the ledger what was written?]")
        given = st.file_uploader(
            "An anchor, exported earlier (JSON)",
            type="json",
            max_upload_size=1,
            key="audit_anchor",
            help="Without one, an end that was cut off or rewritten with all its hashes looks "
            "whole. `python -m desk anchor` exports one.",
        )
        if st.button("Walk the chain", key="audit_verify", type="primary"):
            anchor = None
            if given is not None:
                anchor = verify.parse_anchor(given.getvalue().decode(errors="replace"), given.name)
            found = verify.verify(office.ledger(), anchor, book.home)
            if found.trouble is None:
                held = "" if anchor is None else f", and holds the anchor's {anchor.entry_no:,}"
                st.markdown(
                    f":blue-badge[whole] {words.count(found.head.entry_no, 'entry')}{held}.  \n"
                    f":gray[head {found.head.own_hash}]"
                )
            else:
                st.markdown(f":orange-badge[broken] {escaped(found.trouble)}")


@fragment
def show_replay(viewer: Viewer, book: BookInUse) -> None:
    """Recompute a decision from the ledger and the model."""
    require(viewer, Act.VERIFY)
    with panel.errors_in_words():
        st.markdown(":gray[Does a decision come out again from what the ledger keeps of it?]")
        decided = [
            one
            for one in case_list.standings(office.ledger(), viewer)
            if one.decision is not None or one.pending_by is not None
        ]
        if not decided:
            st.markdown("No case was decided yet.")
            return
        named = {
            one.case_id: f"case {one.case_id}: application {one.application_id}, "
            f"{words.plain(one.decision) if one.decision else says.STATES[one.status]}"
            for one in reversed(decided)
        }
        chosen = st.selectbox(
            "Case", list(named), format_func=lambda case: named[case], key="audit_case"
        )
        if st.button("Recompute it", key="audit_recompute", type="primary"):
            found = replay.replay(office.ledger(), book.home, chosen, viewer)
            _tell(found)


def _tell(found: Replayed) -> None:
    verdict = ":blue-badge[identical]" if found.is_identical else ":orange-badge[differs]"
    kept = f" {replay.DOUBT_IS_KEPT}" if found.has_kept_doubt else ""
    st.markdown(
        f"{verdict} Decision {found.entry_no}, model {found.model}: score {found.score}, from the "
        f"ledger's rows and the model alone.{kept}  \n:gray[By {escaped(found.says_sql)}.]"
    )
    panel.tabulate(
        sortable.table(
            {
                "Part": [part.part for part in found.compared],
                "Values": [part.count for part in found.compared],
                "Different": [len(part.differences) for part in found.compared],
                "First difference": [
                    part.differences[0] if part.differences else "–" for part in found.compared
                ],
            }
        ),
        key="audit_compared",
    )


@fragment
def show_access(viewer: Viewer, lenders: Mapping[str, str]) -> None:
    """Show who looked at whom, the newest first; `lenders` maps ids to names."""
    require(viewer, Act.VERIFY)
    with panel.card("audit_access"), panel.errors_in_words():
        st.markdown(":gray[Who looked at whom?]")
        engine = office.ledger()
        named = {one.viewer.user_id: _called(one) for one in users.users(engine)}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            about = st.text_input("Application, or number of a case", key="audit_application")
            user = st.selectbox(
                "Person",
                list(named),
                index=None,
                placeholder="anybody",
                format_func=lambda user_id: named[user_id],
                key="audit_user",
            )
        looks = partial(access.looks, engine, viewer, about=about.strip() or None, user_id=user)
        first = looks()
        if not first.total:
            st.markdown("Nobody looked, as far as these filters go.")
            return
        found = first.found
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":gray[{words.count(first.total, 'look')}]", width="content")
            if first.pages > 1:
                found = looks(
                    page=st.pagination(first.pages, key=f"audit_page_{about}_{user}")
                ).found
        panel.tabulate(
            sortable.table(
                {
                    "When (UTC)": [words.moment(look.seen_at) for look in found],
                    "Who": [named.get(look.user_id, look.user_id) for look in found],
                    "Application": [look.application_id for look in found],
                    "Case": ["–" if look.case_id is None else str(look.case_id) for look in found],
                    "Lender": [
                        lenders.get(look.lender_id or "", look.lender_id or "–") for look in found
                    ],
                    "Page": [look.page for look in found],
                    "Entry": [look.entry_no for look in found],
                }
            ),
            key="audit_looks",
            height=420 if len(found) > 14 else None,
        )


@fragment
def show_batches(viewer: Viewer) -> None:
    """Show who scored which batch, a row a file, the newest first."""
    require(viewer, Act.VERIFY)
    with panel.card("audit_batches"), panel.errors_in_words():
        st.markdown(":gray[Who scored which batch?]")
        engine = office.ledger()
        found = [
            (one, file) for one in batches.recorded(engine, viewer) for file in one.batch.files
        ]
        if not found:
            st.markdown("No batch was scored yet.")
            return
        named = {one.viewer.user_id: _called(one) for one in users.users(engine)}
        panel.tabulate(
            sortable.table(
                {
                    "When (UTC)": [words.moment(one.scored_at) for one, _ in found],
                    "Who": [named.get(one.user_id, one.user_id) for one, _ in found],
                    "Batch": [one.batch.upload_id for one, _ in found],
                    "File": [file.table for _, file in found],
                    "Rows": [file.rows for _, file in found],
                    "Rejected": [file.rejected for _, file in found],
                    "Scored": [one.batch.scored for one, _ in found],
                    "Model": [one.batch.model for one, _ in found],
                    "Policy": [one.batch.policy_version for one, _ in found],
                    "SHA-256": [file.sha256 for _, file in found],
                    "Entry": [one.entry_no for one, _ in found],
                }
            ),
            key="audit_batch_files",
            height=420 if len(found) > 14 else None,
        )


def show_models(viewer: Viewer) -> None:
    """Show who proposed which model and who put it in force, the newest first."""
    require(viewer, Act.VERIFY)
    with panel.card("audit_models"), panel.errors_in_words():
        st.markdown(":gray[Who put which model in force?]")
        found = models_in_force.steps(office.ledger(), viewer)
        if not found:
            st.markdown("Nobody yet: the model in use is the first, which takes no proposal.")
            return
        panel.tabulate(model_acts.table(found), key="audit_model_acts")


def _called(user: User) -> str:
    return user.viewer.name if user.is_active else f"{user.viewer.name} (shut out)"


def chips(viewer: Viewer) -> list[str]:
    """Say how much there is to audit."""
    standings = case_list.standings(office.ledger(), viewer)
    decided = sum(one.decision is not None for one in standings)
    return [words.count(len(standings), "case"), f"{decided:,} decided"]

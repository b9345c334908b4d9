"""The kinds of entries: what each records, and what a role must be granted to write it."""

from enum import StrEnum

from desk.roles import Act


class Kind(StrEnum):
    """What an entry of the ledger records."""

    OPENING = "opening"
    CLAIM = "claim"
    RELEASE = "release"
    REASSIGNMENT = "reassignment"
    NEW_BOOK = "new_book"
    NOTE = "note"
    DOCUMENT_REQUEST = "document_request"
    ANSWER = "answer"
    DISPUTE = "dispute"
    DECISION = "decision"
    SECOND_APPROVAL = "second_approval"
    SECOND_REFUSAL = "second_refusal"
    REOPENING = "reopening"
    NOTICE = "notice"
    VIEW = "view"
    SIGN_IN = "sign_in"
    POLICY_DRAFT = "policy_draft"
    POLICY_IN_FORCE = "policy_in_force"
    MODEL_PROPOSAL = "model_proposal"
    MODEL_IN_FORCE = "model_in_force"
    COHORT = "cohort"
    BATCH = "batch"
    ERASURE = "erasure"
    SHUT_OUT = "shut_out"
    LET_IN = "let_in"

    @property
    def act(self) -> Act:
        """What a role must be granted to write it."""
        return _GRANTED.get(self, Act.DECIDE)

    @property
    def did(self) -> str:
        """What somebody did, in the past tense, to be read after a name."""
        return _DID[self]


_GRANTED = {
    Kind.REASSIGNMENT: Act.REASSIGN,
    Kind.SECOND_APPROVAL: Act.DECIDE_AS_SECOND,
    Kind.SECOND_REFUSAL: Act.DECIDE_AS_SECOND,
    Kind.VIEW: Act.SEE_APPLICANTS,
    Kind.SIGN_IN: Act.SEE_APPLICANTS,
    Kind.POLICY_DRAFT: Act.WRITE_DRAFTS,
    Kind.POLICY_IN_FORCE: Act.PUT_IN_FORCE,
    Kind.MODEL_PROPOSAL: Act.WRITE_DRAFTS,
    Kind.MODEL_IN_FORCE: Act.PUT_IN_FORCE,
    Kind.COHORT: Act.WRITE_DRAFTS,
    Kind.ERASURE: Act.ERASE,
    Kind.SHUT_OUT: Act.KEEP_USERS,
    Kind.LET_IN: Act.KEEP_USERS,
}
_DID = {
    Kind.OPENING: "opened it",
    Kind.CLAIM: "claimed it",
    Kind.RELEASE: "released it",
    Kind.REASSIGNMENT: "handed it to another officer",
    Kind.NEW_BOOK: "took a newer book for it",
    Kind.NOTE: "wrote a note",
    Kind.DOCUMENT_REQUEST: "asked the applicant for documents",
    Kind.ANSWER: "recorded the applicant's answer",
    Kind.DISPUTE: "recorded a disputed purchase",
    Kind.DECISION: "decided it",
    Kind.SECOND_APPROVAL: "approved its decision as the second person",
    Kind.SECOND_REFUSAL: "refused its decision as the second person",
    Kind.REOPENING: "reopened it",
    Kind.NOTICE: "sent its letter",
    Kind.VIEW: "looked at it",
    Kind.SIGN_IN: "signed in",
    Kind.POLICY_DRAFT: "drafted a policy",
    Kind.POLICY_IN_FORCE: "put a policy in force",
    Kind.MODEL_PROPOSAL: "proposed a model",
    Kind.MODEL_IN_FORCE: "put a model in force",
    Kind.COHORT: "kept a cohort",
    Kind.BATCH: "scored a batch",
    Kind.ERASURE: "erased its payloads",
    Kind.SHUT_OUT: "shut a user out",
    Kind.LET_IN: "let a user in again",
}

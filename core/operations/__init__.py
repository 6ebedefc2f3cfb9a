"""Operations: every capability defined once, called in one way. Areas declare them; faces are derived elsewhere."""

from core.operations.calling import (
    CommandNeedsConfirmation,
    InvalidArgument,
    MissingArgument,
    NoSuchOperation,
    OperationNotAllowed,
    UnknownArgument,
    canonical,
    permitted,
    run_command,
    run_query,
    understand,
)
from core.operations.references import Asking, Day, PeriodWords, Reference
from core.operations.registry import (
    Effect,
    Operation,
    all_operations,
    available_to,
    command,
    find,
    load,
    query,
    separate,
)
from core.operations.results import NOT_AGREED, ApprovalNeeded, CommandResult, Document

__all__ = [
    "NOT_AGREED",
    "ApprovalNeeded",
    "Asking",
    "CommandNeedsConfirmation",
    "CommandResult",
    "Day",
    "Document",
    "Effect",
    "InvalidArgument",
    "MissingArgument",
    "NoSuchOperation",
    "Operation",
    "OperationNotAllowed",
    "PeriodWords",
    "Reference",
    "UnknownArgument",
    "all_operations",
    "available_to",
    "canonical",
    "command",
    "find",
    "load",
    "permitted",
    "query",
    "run_command",
    "run_query",
    "separate",
    "understand",
]

"""I9: every document came to its state by allowed transitions, each with who, when and through which channel."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.doctor.findings import EXAMPLES_SHOWN, Finding
from core.states import StateMachine, all_machines

# A step that is wrong whatever its document is like.
_WRONG = """(
    from_state IS DISTINCT FROM before
    OR (before IS NULL AND to_state <> {initial})
    OR (before IS NOT NULL AND NOT (from_state || '>' || to_state = ANY({allowed})))
    OR nobody
)"""

# Ids are taken under the document's lock and grow with time, `at` is when the actor began and may have waited.
# Of a life without fault only the last step is compared with the document: every document that has steps has one.
_BROKEN = """
    SELECT coalesce(step.document_id, document.id) AS document, step.from_state, step.to_state, document.state,
           CASE
               WHEN step.id IS NULL THEN 'no_transition'
               WHEN step.from_state IS DISTINCT FROM step.before THEN 'gap'
               WHEN step.before IS NULL AND step.to_state <> {initial} THEN 'wrong_beginning'
               WHEN step.before IS NOT NULL AND NOT (step.from_state || '>' || step.to_state = ANY({allowed}))
                   THEN 'not_allowed'
               WHEN step.nobody THEN 'nobody'
               WHEN document.id IS NULL THEN 'no_document'
               ELSE 'other_state'
           END AS fault
    FROM (
        SELECT * FROM (
            SELECT id, document_id, from_state, to_state, login = '' OR channel = '' AS nobody,
                   lag(to_state) OVER life AS before, lead(id) OVER life AS next_id
            FROM transitions WHERE kind = {kind}
            WINDOW life AS (PARTITION BY document_id ORDER BY id)
        ) AS every
        WHERE next_id IS NULL OR {wrong}
    ) AS step
    FULL JOIN (SELECT id, {column}::text AS state FROM {table}) AS document ON document.id = step.document_id
    WHERE step.id IS NULL OR {wrong}
       OR document.id IS NULL
       OR (step.next_id IS NULL AND step.to_state <> document.state)
"""


def examine_lives(session: Session) -> list[Finding]:
    """One finding for every kind of document that has states."""
    return [_examine(session, machine) for machine in sorted(all_machines(), key=lambda machine: machine.kind)]


def broken_lives(machine: StateMachine) -> str:
    """A statement for the lives of one kind of document that are not as they may be: which document, and its fault."""
    allowed = ", ".join(f"'{before.value}>{after.value}'" for before, after in machine.allowed)
    initial, allowed = f"'{machine.initial.value}'", f"ARRAY[{allowed}]"
    return _BROKEN.format(
        table=machine.table,
        column=machine.attribute,
        kind=f"'{machine.kind}'",
        initial=initial,
        allowed=allowed,
        wrong=_WRONG.format(initial=initial, allowed=allowed),
    )


def _examine(session: Session, machine: StateMachine) -> Finding:
    statement = f"""
        WITH broken AS MATERIALIZED ({broken_lives(machine)})
        SELECT (SELECT count(*) FROM {machine.table}), (SELECT count(DISTINCT document) FROM broken),
               (SELECT coalesce(jsonb_agg(one), '[]') FROM (SELECT * FROM broken LIMIT {EXAMPLES_SHOWN}) AS one)
    """
    checked, count, examples = session.execute(text(statement)).one()
    return Finding("I9", f"lives_of_{machine.kind}", checked, count, tuple(examples))

"""A planner that knows a few words: what the channel does must not depend on understanding."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.replies.blocks import (
    Block,
    Button,
    ButtonsBlock,
    ChartBlock,
    Citation,
    CitationsBlock,
    Column,
    Series,
    TableBlock,
)
from assistant.replies.present import present_result
from assistant.turn import CallMade, TurnInput, TurnOutcome
from core import operations
from core.database import Database
from core.proposals import Step
from tests.assistant.planning import propose, sales_today

LONG = "。".join(f"第{number}段说明血压计的用法与保养" for number in range(700)) + "。"
LONG_CHOICE = "华东医院" * 12


@dataclass(slots=True)
class Script:
    """The planner. `heard` is every message it was given; it waits where `slow` says so until `go` is set."""

    database: Database
    heard: list[str] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, turn: TurnInput) -> TurnOutcome:
        """The answer to a message."""
        self.heard.append(turn.text)
        word, _, rest = turn.text.partition(" ")
        known: dict[str, Callable[[TurnInput, str], TurnOutcome]] = {
            "stock": self._stock,
            "库存": self._stock,
            "下单": self._order,
            "打折": self._discounted,
            "审批": self._approvals,
            "cancel": self._cancel,
            "report": self._report,
            "销售额": self._sales,
        }
        if word in known:
            return known[word](turn, rest)
        if word == "slow":
            self.go.wait(30)
        text, blocks = _said(turn, word, rest)
        return TurnOutcome(text=text, blocks=blocks, language=turn.actor.language)

    def _stock(self, turn: TurnInput, rest: str) -> TurnOutcome:
        arguments = {"product": rest or "BP-200"}
        with self.database.transaction() as session:
            result = operations.run_query(session, "get_stock", arguments, actor=turn.actor, now=turn.now)
        text, blocks = present_result("get_stock", result, actor=turn.actor, now=turn.now)
        made = CallMade("get_stock", arguments, "ok")
        return TurnOutcome(text=text, blocks=blocks, language=turn.actor.language, calls=(made,))

    def _order(self, turn: TurnInput, rest: str) -> TurnOutcome:
        lines = [{"product": "BP-200", "quantity": rest or "2"}]
        return propose(self.database, turn, Step("place_order", {"customer": "仁和诊所", "lines": lines}))

    def _discounted(self, turn: TurnInput, rest: str) -> TurnOutcome:
        lines = [{"product": "BP-200", "quantity": "2"}]
        return propose(
            self.database, turn, Step("place_order", {"customer": "仁和诊所", "lines": lines, "discount_percent": rest})
        )

    def _approvals(self, turn: TurnInput, rest: str) -> TurnOutcome:
        with self.database.transaction() as session:
            result = operations.run_query(session, "list_approvals", {}, actor=turn.actor, now=turn.now)
        text, blocks = present_result("list_approvals", result, actor=turn.actor, now=turn.now)
        return TurnOutcome(text=text, blocks=blocks, language=turn.actor.language)

    def _cancel(self, turn: TurnInput, rest: str) -> TurnOutcome:
        return propose(self.database, turn, Step("cancel_order", {"order": rest}))

    def _sales(self, turn: TurnInput, rest: str) -> TurnOutcome:
        return sales_today(self.database, turn)

    def _report(self, turn: TurnInput, rest: str) -> TurnOutcome:
        rows = tuple((f"区域{number}", f"{number},000.00") for number in range(1, int(rest or "3") + 1))
        table = TableBlock(
            title="订单额", columns=(Column(label="区域"), Column(label="金额", align="right")), rows=rows
        )
        values = tuple(str(number * 1000) for number in range(1, 4))
        chart = ChartBlock(
            title="订单额",
            kind="bar",
            labels=("华东", "华北", "西南"),
            series=(Series(name="额", values=values),),
            unit="CNY",
        )
        next_one = Button(label="按产品拆开", action="say:stock BP-200")
        blocks: tuple[Block, ...] = (table, chart, ButtonsBlock(buttons=(next_one,)))
        return TurnOutcome(text="共 ¥6,000.00。", blocks=blocks, language=turn.actor.language)


def _said(turn: TurnInput, word: str, rest: str) -> tuple[str, tuple[Block, ...]]:
    if word == "long":
        return LONG, ()
    if word == "which":
        buttons = (Button(label="仁和", action="say:stock BP-200"), Button(label="华东", action=f"say:{LONG_CHOICE}"))
        return "哪一家？", (ButtonsBlock(buttons=buttons),)
    if word == "manual":
        passage = "E3 表示袖带 <太松> & 手臂动了。"
        source = Citation(number=1, document="bp", title="BP-200 说明书", section="错误代码", passage=passage)
        return "袖带太松。[1]", (CitationsBlock(items=(source,)),)
    return f"{turn.actor.login}: {turn.text}", ()

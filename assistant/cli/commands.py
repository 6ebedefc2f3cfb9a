"""The commands and their options. What each does is in a module of its own, imported when the command runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.help import text
from assistant.cli.reporting import finish

main = typer.Typer(
    help=text("zhanggui"),
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
_demo = typer.Typer(help=text("demo"), rich_markup_mode=None, no_args_is_help=True)
_user = typer.Typer(help=text("user"), rich_markup_mode=None, no_args_is_help=True)
_token = typer.Typer(help=text("token"), rich_markup_mode=None, no_args_is_help=True)
_knowledge = typer.Typer(help=text("knowledge"), rich_markup_mode=None, no_args_is_help=True)
for _name, _group in (("demo", _demo), ("user", _user), ("token", _token), ("knowledge", _knowledge)):
    main.add_typer(_group, name=_name)

As = Annotated[str, typer.Option("--as", metavar="USER", help=text("as"))]
Json = Annotated[bool, typer.Option("--json", help=text("json"))]


@main.command(help=text("chat"))
def chat(
    said: Annotated[str | None, typer.Argument(metavar="[TEXT]", help=text("text"))] = None,
    login: Annotated[str | None, typer.Option("--as", metavar="USER", help=text("as"))] = None,
    conversation: Annotated[str | None, typer.Option(metavar="ID", help=text("conversation"))] = None,
    new: Annotated[bool, typer.Option("--new", help=text("new"))] = False,
    as_json: Json = False,
) -> None:
    from assistant.cli import talking

    finish(lambda: talking.chat(said, login=login, conversation=conversation, new=new, as_json=as_json), as_json)


@main.command(help=text("confirm"))
def confirm(
    proposal: Annotated[str, typer.Argument(metavar="PROPOSAL", help=text("proposal"))],
    login: As,
    as_json: Json = False,
) -> None:
    from assistant.cli import talking

    finish(lambda: talking.decide("confirm", proposal, login=login, as_json=as_json), as_json)


@main.command(help=text("reject"))
def reject(
    proposal: Annotated[str, typer.Argument(metavar="PROPOSAL", help=text("proposal"))],
    login: As,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=text("reason"))] = "",
    as_json: Json = False,
) -> None:
    from assistant.cli import talking

    finish(lambda: talking.decide("reject", proposal, reason, login=login, as_json=as_json), as_json)


@main.command(help=text("delegate"))
def delegate(
    proposal: Annotated[str, typer.Argument(metavar="PROPOSAL", help=text("proposal"))],
    colleague: Annotated[str, typer.Argument(metavar="COLLEAGUE", help=text("colleague"))],
    login: As,
    as_json: Json = False,
) -> None:
    from assistant.cli import talking

    finish(lambda: talking.decide("delegate", proposal, colleague, login=login, as_json=as_json), as_json)


@main.command(help=text("call"))
def call(
    operation: Annotated[str, typer.Argument(metavar="OPERATION", help=text("operation"))],
    login: As,
    arguments: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help=text("arguments"))] = None,
    as_json: Json = False,
) -> None:
    from assistant.cli import calling

    finish(lambda: calling.call(operation, arguments or [], login=login, as_json=as_json), as_json)


@main.command("file", help=text("file"))
def save_file(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help=text("address"))],
    login: Annotated[str | None, typer.Option("--as", metavar="USER", help=text("as"))] = None,
    to: Annotated[Path, typer.Option(metavar="PATH", help=text("to"))] = Path(),
) -> None:
    from assistant.cli import saving

    finish(lambda: saving.save(address, to, login=login))


@main.command(help=text("operations"))
def operations(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help=text("operation"))] = None,
    as_json: Json = False,
) -> None:
    from assistant.cli import calling

    finish(lambda: calling.show_operations(name, as_json=as_json), as_json)


@main.command(help=text("serve"))
def serve(
    demo: Annotated[bool, typer.Option("--demo", help=text("serve_demo"))] = False,
    host: Annotated[str | None, typer.Option(help=text("host"))] = None,
    port: Annotated[int | None, typer.Option(help=text("port"), min=0, max=65535)] = None,
) -> None:
    from assistant.cli import running

    finish(lambda: running.serve(demo=demo, host=host, port=port))


@main.command(help=text("worker"))
def worker() -> None:
    from assistant.cli import running

    finish(running.worker)


@main.command(help=text("migrate"))
def migrate() -> None:
    from assistant.cli import running

    finish(running.migrate)


@main.command(help=text("init"))
def init(
    name_zh: Annotated[str | None, typer.Option(help=text("name_zh"))] = None,
    name_en: Annotated[str | None, typer.Option(help=text("name_en"))] = None,
    currency: Annotated[str, typer.Option(help=text("currency"))] = "CNY",
    zone: Annotated[str, typer.Option(help=text("zone"))] = "Asia/Shanghai",
    language: Annotated[str, typer.Option(help=text("language"))] = "zh",
    country: Annotated[str, typer.Option(help=text("country"))] = "CN",
    admin: Annotated[str, typer.Option(help=text("admin"))] = "admin",
    password: Annotated[str | None, typer.Option(help=text("password"))] = None,
) -> None:
    from assistant.cli import founding

    wanted = founding.Wanted(name_zh, name_en, currency, zone, language, country, admin, password)
    finish(lambda: founding.init(wanted))


@_demo.command("load", help=text("demo_load"))
def demo_load() -> None:
    from assistant.cli import founding

    finish(founding.load_demo)


@_demo.command("reset", help=text("demo_reset"))
def demo_reset() -> None:
    from assistant.cli import founding

    finish(founding.reset_demo)


@_user.command("add", help=text("user_add"))
def user_add(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help=text("login"))],
    role: Annotated[list[str], typer.Option(help=text("role"))],
    name_zh: Annotated[str | None, typer.Option(help=text("name_zh"))] = None,
    name_en: Annotated[str | None, typer.Option(help=text("name_en"))] = None,
    language: Annotated[str | None, typer.Option(help=text("language"))] = None,
    team: Annotated[str | None, typer.Option(help=text("team"))] = None,
    customer: Annotated[str | None, typer.Option(help=text("customer"))] = None,
    discount_limit: Annotated[str, typer.Option(help=text("discount_limit"))] = "0",
    password: Annotated[str | None, typer.Option(help=text("password"))] = None,
) -> None:
    from assistant.cli import people

    wanted = people.NewUser(login, role, name_zh, name_en, language, team, customer, discount_limit, password)
    finish(lambda: people.add(wanted))


@_token.command("create", help=text("token_create"))
def token_create(login: As, label: Annotated[str, typer.Option(help=text("label"))] = "cli") -> None:
    from assistant.cli import people

    finish(lambda: people.create_token(login, label=label))


@main.command("link-code", help=text("link_code"))
def link_code(login: As) -> None:
    from assistant.cli import people

    finish(lambda: people.create_link_code(login))


@main.command(help=text("ingest"))
def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help=text("paths"))],
    audience: Annotated[str, typer.Option(help=text("audience"))] = "internal",
) -> None:
    from assistant.cli import documents

    finish(lambda: documents.ingest(paths, audience=audience))


@_knowledge.command("rebuild", help=text("knowledge_rebuild"))
def knowledge_rebuild() -> None:
    from assistant.cli import documents

    finish(documents.rebuild)


@main.command(help=text("doctor"))
def doctor(as_json: Json = False) -> None:
    from assistant.cli import checking

    finish(lambda: checking.doctor(as_json=as_json), as_json)


@main.command(help=text("explain"))
def explain(
    said: Annotated[str, typer.Argument(metavar="TEXT", help=text("text"))],
    login: As,
    as_json: Json = False,
) -> None:
    from assistant.cli import checking

    finish(lambda: checking.explain(said, login=login), as_json)


@main.command(help=text("usage"))
def usage(
    by: Annotated[str, typer.Option(metavar="NAME", help=text("usage_by"))] = "day",
    days: Annotated[int, typer.Option(help=text("usage_days"), min=1, max=3660)] = 30,
    as_json: Json = False,
) -> None:
    from assistant.cli import spending

    finish(lambda: spending.usage(by=by, days=days, as_json=as_json), as_json)


@main.command("eval", help=text("eval"))
def evaluate(
    set_name: Annotated[str, typer.Argument(metavar="SET", help=text("eval_set"))],
    planner: Annotated[str, typer.Option(metavar="NAME", help=text("eval_planner"))] = "builtin",
    runs: Annotated[int, typer.Option(help=text("eval_runs"), min=1, max=100)] = 1,
    only: Annotated[list[str] | None, typer.Option(metavar="ID", help=text("eval_only"))] = None,
    sample: Annotated[int | None, typer.Option(help=text("eval_sample"), min=1)] = None,
    failures: Annotated[bool, typer.Option("--failures", help=text("eval_failures"))] = False,
    report: Annotated[Path | None, typer.Option(metavar="PATH", help=text("eval_report"))] = None,
    json_to: Annotated[str | None, typer.Option("--json", metavar="PATH|-", help=text("eval_json"))] = None,
    deadline: Annotated[float, typer.Option(help=text("eval_deadline"), min=1)] = 120.0,
    fast_path: Annotated[str, typer.Option(metavar="NAME", help=text("eval_fast_path"))] = "off",
    at_least: Annotated[float | None, typer.Option(help=text("eval_at_least"), min=0, max=100)] = None,
) -> None:
    from assistant.cli import evaluating

    wanted = evaluating.Wanted(
        set_name, planner, runs, only or (), sample, failures, report, json_to, deadline, at_least, fast_path
    )
    finish(lambda: evaluating.evaluate(wanted), wanted.only_json)

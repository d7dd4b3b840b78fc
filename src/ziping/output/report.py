"""The HTML report of a check: one self-contained page: the paper with numbered marks at the cells, the findings with their basis and
remedy, the score sheet behind them. A form whose layout is not known has no paper to be drawn on: the list says where things are."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment

from ziping import __version__, layouts
from ziping.errors import UserError
from ziping.form import Problem, describe
from ziping.formats.marks import Mark, by_box, marks
from ziping.frozen import dataclass
from ziping.output.grouping import STATUS_WORDS, Group, comparison_words, grouped
from ziping.output.official import noted_paper
from ziping.output.terminal import place_words
from ziping.paper import SEVERITY_WORDS, Box, Paper
from ziping.pipeline import Result

__all__ = ["report"]

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>自评表检查报告</title>
<style>
  body { font: 15px/1.6 "Noto Serif SC", "Source Han Serif SC", SimSun, serif; color: #222; max-width: 60em; margin: 2em auto; padding: 0 1em; }
  h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 2px solid #444; } h3 { font-size: 1.05em; }
  table { border-collapse: collapse; width: 100%; margin: .6em 0; } th, td { border: 1px solid #999; padding: .25em .5em; text-align: left; vertical-align: top; }
  th { background: #f0f0ec; font-weight: 600; white-space: nowrap; }
  .finding { border-left: 5px solid #888; padding: .3em .9em; margin: .7em 0; background: #fafaf7; break-inside: avoid; }
  .error { border-color: #b3261e; } .warning { border-color: #b26a00; } .info { border-color: #37648b; } .settled { border-color: #3f7d4e; }
  .status { font-size: .85em; border: 1px solid #888; border-radius: .3em; padding: 0 .3em; margin: 0 .3em; } .finding ol { margin: .3em 0; }
  .tag { font-weight: 600; } .error .tag { color: #b3261e; } .warning .tag { color: #8a5200; } .info .tag { color: #37648b; }
  .small { color: #555; font-size: .9em; } .differs { color: #b3261e; font-weight: 600; }
  td.num { text-align: right; white-space: nowrap; }
  table.paper { table-layout: fixed; font-size: 12px; line-height: 1.35; }
  .paper td, .paper th { border-color: #444; padding: .15em .2em; text-align: center; vertical-align: middle; white-space: pre-wrap; overflow-wrap: anywhere;
    background: #fff; font-weight: normal; }
  .paper td.narrative { text-align: left; } .paper .vertical span { writing-mode: vertical-rl; letter-spacing: .2em; }
  .paper .error { background: #fbe3e1; } .paper .warning { background: #fdf0d5; } .paper .info { background: #e6eff7; }
  .paper tr { break-inside: avoid; } .title { text-align: center; font-size: 1.3em; font-weight: 600; margin: 1em 0 0; } .subtitle { text-align: center; margin: 0; }
  sup a { font-size: .85em; font-weight: 600; text-decoration: none; color: #b3261e; padding: 0 .1em; }
  @media print { .paper { -webkit-print-color-adjust: exact; print-color-adjust: exact; } body { margin: 0; max-width: none; font-size: 11pt; } @page { size: A4; margin: 15mm; } }
</style>
</head>
<body>
<h1>自评表检查报告</h1>
{% for file, results, problems in files %}
{% set file_number = loop.index %}
{% for r in results %}
<h2>{{ r.form.title or "自评表" }}{% if r.form.year %}（{{ r.form.year }} 年度）{% endif %}</h2>
<table>
  <tr><th>文件</th><td>{{ file }}</td></tr>
  <tr><th>单位</th><td>{{ r.form.unit.name or "（未填）" }}</td></tr>
  {% if r.form.project and r.form.project.name %}<tr><th>项目</th><td>{{ r.form.project.name }}</td></tr>{% endif %}
  <tr><th>方案</th><td>{{ scheme(r) }}</td></tr>
  <tr><th>总分</th><td>表上 {{ r.sheet.total.written or "空" }}{% if r.sheet.total.computed is not none %}；各项得分相加 {{ r.sheet.total.computed }}{% endif %}
    {%- if r.sheet.grade %}；等级 {{ r.sheet.grade }}{% endif %}</td></tr>
  <tr><th>结论</th><td>{% for s in severities %}{{ words[s] }} {{ r.unexplained | selectattr("severity", "equalto", s) | list | length }} 处{{ "，" if not loop.last else "" }}{% endfor %}
    {%- if settled(r) %}；另有已说明 {{ settled(r) }} 处{% endif %}。{% if r.mended is not none %}{{ compared(r) }}{% endif %}</td></tr>
</table>
{% set form_number = loop.index ~ "-" ~ file_number %}
{% set drawn = draw(r) %}
{% if drawn %}
<p class="title">{{ drawn.paper.title }}</p>
{% for line in drawn.paper.subtitle %}<p class="subtitle">{{ line }}</p>{% endfor %}
<table class="paper">
<colgroup>{% for share in drawn.shares %}<col style="width: {{ share }}%">{% endfor %}</colgroup>
{% for row in drawn.rows %}
<tr>
{%- for box, found in row -%}
<{{ "th" if box.role == "label" else "td" }}{% if box.cols > 1 %} colspan="{{ box.cols }}"{% endif %}{% if box.rows > 1 %} rowspan="{{ box.rows }}"{% endif %}
 class="{{ box.role }}{{ " vertical" if box.vertical }}{% if found %} {{ found[0].severity }}{% endif %}"><span>{{ box.text }}</span>
{%- if found %}<sup>{% for mark in found %}<a href="#f{{ form_number }}-{{ mark.number }}" title="{{ mark.text }}">{{ mark.number }}</a>{{ " " if not loop.last }}{% endfor %}</sup>{% endif -%}
</{{ "th" if box.role == "label" else "td" }}>
{%- endfor -%}
</tr>
{% endfor %}
</table>
{% for line in drawn.paper.foot %}<p class="small">{{ line }}</p>{% endfor %}
{% endif %}
{% for g in groups(r) %}
{% set f = g.first %}
<div class="finding {{ "settled" if f.explained else f.severity }}"{% if g.alone %} id="f{{ form_number }}-{{ g.numbers }}"{% endif %}>
  <div><span class="tag">{{ g.numbers }}　{{ "已说明" if f.explained else words[f.severity] }} {{ f.code }}</span>
    {%- if f.status in ("new", "still") %}<span class="status">{{ status[f.status] }}</span>{% endif %} {{ g.said }}</div>
  {% if g.alone %}
  {% if f.explained %}<div>说明：{{ f.explained }}</div>{% else %}<div>处理：{{ f.remedy }}</div>{% endif %}
  <div class="small">位置：{{ place(f.place) if f.place else "—" }}；依据：{{ f.basis }}；标识：{{ f.id }}</div>
  {% else %}
  <ol>
  {% for item in g["items"] %}
    <li id="f{{ form_number }}-{{ item.number }}" value="{{ item.number }}">{{ item.said }}
      <span class="small">位置：{{ place(item.finding.place) if item.finding.place else "—" }}
      {%- if not g.basis %}；依据：{{ item.finding.basis }}{% endif %}；标识：{{ item.finding.id }}</span>
      {%- if not g.remedy and not f.explained %}<div>处理：{{ item.finding.remedy }}</div>{% endif %}</li>
  {% endfor %}
  </ol>
  {% if f.explained %}<div>说明：{{ f.explained }}</div>{% elif g.remedy %}<div>处理：{{ g.remedy }}</div>{% endif %}
  {% if g.basis %}<div class="small">依据：{{ g.basis }}</div>{% endif %}
  {% endif %}
</div>
{% endfor %}
{% if r.mended %}
<h3>已改正 {{ r.mended | length }} 处（上次有，这次没有了）</h3>
<ul>{% for f in r.mended %}<li><span class="small">{{ f.code }}</span> {{ f.message }}</li>{% endfor %}</ul>
{% endif %}
{% if r.outdated %}
<h3>说明清单有 {{ r.outdated | length }} 条要更新</h3>
<ul>{% for entry in r.outdated %}<li>{{ entry.message }}</li>{% endfor %}</ul>
{% endif %}
<h3>计分推导</h3>
<table>
  <tr><th>项目</th><th>表上</th><th>应得</th><th>推导</th></tr>
  {% for line in lines(r) %}
  <tr><td>{{ name(r, line) }}</td><td class="num">{{ line.written or "空" }}</td>
    <td class="num{{ ' differs' if line.status in ('differs', 'out_of_range') }}">{% if line.computed is not none %}{{ line.computed }}{% elif line.range %}{{ line.range[0] }}–{{ line.range[1] }}{% else %}—{% endif %}</td>
    <td>{{ line.steps | join("；") }}</td></tr>
  {% endfor %}
</table>
{% if r.coverage.not_evaluable %}<p class="small">有 {{ r.coverage.not_evaluable | length }} 行没有核算，原因见推导一栏。</p>{% endif %}
{% endfor %}
{% if problems %}
<h3>读取时的情况（{{ file }}）</h3>
<ul>{% for p in problems %}<li>{{ p.message }}{% if p.place %}<span class="small">（{{ place(p.place) }}）</span>{% endif %}</li>{% endfor %}</ul>
{% endif %}
{% endfor %}
<p class="small">由 ziping {{ version }} 生成。金额与得分按十进制精确计算，逐行四舍五入到 0.01 后相加。</p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A paper to be shown: column widths in percent, boxes by row, each with its marks, the gravest first."""

    paper: Paper
    shares: tuple[str, ...]
    rows: tuple[tuple[tuple[Box, tuple[Mark, ...]], ...], ...]


def _drawn(result: Result) -> _Drawn | None:
    """The form on its own paper with numbered marks; None where its layout is not known or does not hold all of it."""
    if result.form.layout not in layouts.every():
        return None
    try:
        paper = noted_paper(result)
    except UserError:
        return None
    found = by_box(marks(paper))
    rows: list[list[tuple[Box, tuple[Mark, ...]]]] = [[] for _ in range(paper.rows)]
    for box in sorted(paper.boxes, key=lambda box: (box.row, box.col)):
        rows[box.row].append((box, tuple(found.get((box.row, box.col), ()))))
    total = sum(paper.widths_mm)
    shares = tuple(f"{width * 100 / total:.2f}" for width in paper.widths_mm)
    return _Drawn(paper, shares, tuple(map(tuple, rows)))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _scheme(result: Result) -> str:
    return f"{result.scheme_title}（{result.scheme_why}）" if result.scheme else result.scheme_why


def _lines(result: Result) -> list[object]:
    sheet = result.sheet
    return [line for line in (sheet.execution, *sheet.indicators, sheet.total) if line is not None]


def _groups(result: Result) -> list[Group]:
    return grouped(result.form, result.findings)


def _settled(result: Result) -> int:
    return len(result.findings) - len(result.unexplained)


def _compared(result: Result) -> str:
    return comparison_words(result.findings, result.mended or ())


def _name(result: Result, line: object) -> str:
    path = str(getattr(line, "path", ""))
    return "预算执行率" if path.startswith("funds") else describe(result.form, path).removesuffix("得分")


def report(files: Sequence[tuple[str, Sequence[Result], Sequence[Problem]]]) -> bytes:
    """Files with their results and problems → one HTML page in UTF-8, fit to print and to mail: it says no folder of this computer
    unless two files have one name."""
    page = _environment().from_string(_PAGE)
    names = [Path(file).name for file, _, _ in files]
    if len(set(names)) < len(names):
        names = [file for file, _, _ in files]
    shown = [(name, results, problems) for name, (_, results, problems) in zip(names, files, strict=True)]
    text = page.render(
        files=shown, severities=("error", "warning", "info"), words=SEVERITY_WORDS, place=place_words, scheme=_scheme, lines=_lines, name=_name,
        draw=_drawn, version=__version__, status=STATUS_WORDS, groups=_groups, settled=_settled, compared=_compared,
    )  # fmt: skip
    return text.encode()

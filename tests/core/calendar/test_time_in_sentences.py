"""Business time inside what people write: found where it is, and not found where there is none."""

from __future__ import annotations

import pytest

from core.calendar import find_time_spans
from tests.core.calendar.reading_of import MONDAY, WORKING, meanings

SENTENCES = [
    ("给仁和诊所下单20台血压计和5盒试纸，下周五之前到", ["下周五之前 = 2026-12-04 by"]),
    ("Can we deliver 20 BP-200 to Renhe Clinic by next Friday?", ["by next Friday = 2026-12-04 by"]),
    ("If it can't arrive before the 12th, cancel the lot", ["before the 12th = 2026-12-11 by"]),
    ("上个月各区域销售额和毛利，和去年同期比", ["上个月 = 2026-10-01..2026-10-31", "和去年同期比 = year_before"]),
    ("先留20台，周五给准信", ["周五 = 2026-11-27"]),
    ("看一下周五的订单", ["周五 = 2026-11-27"]),
    ("上海上个月的销售额", ["上个月 = 2026-10-01..2026-10-31"]),
    ("马上月底了", ["月底 = 2026-11-30"]),
    ("GM-10 月底前要20台", ["月底前 = 2026-11-30 by"]),
    ("BP-200,12月3日前到", ["12月3日前 = 2026-12-03 by"]),
    ("周五前天津仓发货", ["周五前 = 2026-11-27 by"]),
    ("前天下的单", ["前天 = 2026-11-21"]),
    ("10月中国区销售额", ["10月 = 2026-10-01..2026-10-31"]),
    ("上周转账8万", ["上周 = 2026-11-16..2026-11-22"]),
    ("本周日均销量", ["本周 = 2026-11-23..2026-11-29"]),
    ("他说明天到货", ["明天 = 2026-11-24"]),
    ("12月3号前后送", ["12月3号 = 2026-12-03"]),
    ("12月15前要到", ["12月15前 = 2026-12-15 by"]),
    ("推到1月5，尽快", ["1月5 = 2027-01-05"]),
    ("12月30盒试纸", ["12月 = 2025-12-01..2025-12-31"]),
    ("保留到12月31日", ["到12月31日 = 2026-12-31 until"]),
    ("改到下周五", ["下周五 = 2026-12-04"]),
    ("比去年10月多多少", ["去年10月 = 2025-10-01..2025-10-31"]),
    ("比去年增长多少", ["比去年 = year_before"]),
    ("下周三或者周四", ["下周三 = 2026-12-02", "周四 = 2026-12-03"]),
    ("周一周二都行", ["周一 = 2026-11-23", "周二 = 2026-11-24"]),
    ("2025年10月和11月", ["2025年10月 = 2025-10-01..2025-10-31", "11月 = 2025-11-01..2025-11-30"]),
    ("next Tuesday or Wednesday", ["next Tuesday = 2026-12-01", "Wednesday = 2026-12-02"]),
    ("20 by tomorrow, 5 by Dec 3", ["by tomorrow = 2026-11-24 by", "by Dec 3 = 2026-12-03 by"]),
    ("Dec 3 boxes", ["Dec = 2025-12-01..2025-12-31"]),
    ("In October 20 units were sold", ["In October = 2026-10-01..2026-10-31"]),
    ("what did we sell in the first half of 2025?", ["in the first half of 2025 = 2025-01-01..2025-06-30"]),
    ("sales this quarter vs last quarter", ["this quarter = 2026-10-01..2026-12-31", "vs last quarter = previous"]),
    ("cash in next 30 days", ["in next 30 days = 2026-11-23..2026-12-22"]),
    ("today's orders", ["today = 2026-11-23"]),
    ("PO-5 5 units by Fri", ["by Fri = 2026-11-27 by"]),
    ("😀😀下周五😀", ["下周五 = 2026-12-04"]),
    ("<b>下周五</b>", ["下周五 = 2026-12-04"]),
    ("İstanbul by Friday", ["by Friday = 2026-11-27 by"]),
    ("10% off from 1 Dec till New Year's Eve", ["from 1 Dec till New Year's Eve = 2026-12-01..2026-12-31"]),
    ("anything that expires before Christmas?", ["before Christmas = 2026-12-24 by"]),
    ("买10送1，到跨年夜为止", ["跨年夜为止 = 2026-12-31 until"]),
    ("need last weeks order intake split by rep", ["last weeks = 2026-11-16..2026-11-22"]),
    ("the 28th not the 18th", ["the 28th = 2026-11-28", "the 18th = 2026-12-18"]),
    ("双十二当天体脂秤搞个买三送一", ["双十二当天 = 2026-12-12"]),
    ("双十一前要到货", ["双十一前 = 2027-11-11 by"]),
    ("聖誕節前送到，元旦後再付", ["聖誕節前 = 2026-12-25 by", "元旦後 = 2027-01-02 from"]),
]

NOT_TIME = """
call it Christmas Sale
元旦特惠
双十二秤惠
SO-2026-00042到哪了
BP-200 20
BP-200 20台
BP-Q3
1,500只
2.5天后
-5天后
三五天内
3-5天内
3到5天后
两三天内
10多天后
一个半月内
第12号
第3天
周转天数
周期
上周期
一周年
一周三次
每周一早上9点发我
每月1号发我
每个月底
每年10月
隔周五
月结30天
月结30天内付款
30天账期
保修2年
保修2年内
收货后7天内
提前3天
超过60天
90天没下单
三个月没下单
成本月报
日报
半年报
按月统计
下单
下次再说
下午
最近一次采购
前三名客户
当前
目前天津仓还有多少
5号电池
3号仓
人民路12号
血压120/80
1/2箱
24/7
12月龄
月饼
电话13812345678
批号2405
订单号20261203
2 hours ago
I may order 20
may I have 20
it may take a while
20 may be enough
this may take long
wait a second
30 sec
the 2nd one
the 3rd order
on the 3rd floor
in 2000 units
2000 units
two weeks
two year warranty
2 year warranty
net 30 days
within 30 days of delivery
payment within 30 days after delivery
who owes us more than 60 days?
every Monday
each Friday
every other Friday
on Mondays
monthly
in a box
last order
last time
next one
sat down
the sun
decide
marketing
KN95
192.168.1.1
"""


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_time_is_found_where_it_stands_in_a_sentence(sentence: str, expected: list[str]) -> None:
    assert meanings(sentence) == expected


@pytest.mark.parametrize("words", NOT_TIME.strip().splitlines())
def test_words_and_figures_that_only_look_like_time_are_left_alone(words: str) -> None:
    assert meanings(words) == []


def test_offsets_count_characters_of_the_text_as_given() -> None:
    (span,) = find_time_spans("😀 ＢＰ－２００　１２月３日前", today=MONDAY, working=WORKING)

    assert (span.start, span.end, span.text) == (9, 15, "１２月３日前")

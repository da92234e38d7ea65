"""An invented statement, table, report and list of findings that several tests look at."""

from datetime import date
from fractions import Fraction

from xinju.documents.findings import Finding, FindingsList
from xinju.documents.letters import KeyPart
from xinju.documents.reports import BureauReport, SchoolRow, Verified
from xinju.documents.statements import Evidence, Statement, StatementLine
from xinju.documents.tables import SheetTable, TableRow

DAY = date(2026, 7, 1)

STATEMENT = Statement(
    office="禾润区新居民事务中心",
    sheet_title="禾润区新居民积分计分标准（2026）",
    applicant="买买提·阿依",
    reference="HR2026-000317",
    as_of=date(2026, 4, 30),
    lines=(
        StatementLine(
            "基础分", "居住年限", "持有居住证满 4 年 1 个月，按 4 年计", "第五条第一款", Fraction(20),
            more="签注不中断，2027年3月12日起再加 5 分",
            evidence=(
                Evidence("2022-03-12 至今，禾润区柳溪镇", "公安居住证", "区公安分局"),
                Evidence("2021-01-05 至 2022-03-02，青石街道", "公安居住登记", "区公安分局", "签注逾期 9 天，此前时间不连续"),
            ),
        ),
        StatementLine(
            "基础分", "社会保险", "缴纳养老保险 34 个月", "第五条第三款", Fraction(17, 2),
            effect="每月 0.25 分", evidence=(Evidence("34 笔缴费记录", "社保", "区人社局"),),
        ),
        StatementLine(
            "附加分", "学历", "大专", "第六条", Fraction(30), Fraction(50), effect="与职业资格取高者计算",
            evidence=(Evidence("本科，待核实", "本人填报", "", "尚未核实"),),
        ),
        StatementLine("减扣分", "行政处罚", "没有记录", "第八条", Fraction(0)),
    ),
    total=Fraction(117, 2),
    total_at_most=Fraction(157, 2),
    rank_keys=(KeyPart("积分", "58.5"), KeyPart("居住证时间", "1,511 天")),
    cutoffs=(KeyPart("禾润区第一小学", "141.5"), KeyPart("柳溪镇中心小学", "未满额")),
    remarks=("学历核实后，总积分最多为 78.5 分。",),
    issued_on=DAY,
    sheet_version="a3f1c09e5b7d",
    facts_version="7d0044c1be20",
)  # fmt: skip

TABLE = SheetTable(
    title="禾润区新居民积分计分标准",
    source="禾政办发〔2026〕0 号（示例）",
    in_force="自2026年1月1日起施行",
    rows=(
        TableRow("基础分", "年龄", "18—40周岁 10分\n41—60周岁 每增加1岁减0.5分", "10", "区公安分局"),
        TableRow("基础分", "居住年限", "每满1年5分", "50", "区公安分局", "签注逾期的，自补办之日起重新计算"),
        TableRow("附加分", "学历", "大专30分，本科50分，硕士及以上80分", "80", "区教育局", "与职业资格取高者，不累计"),
        TableRow("减扣分", "行政处罚", "近5年内每次扣10分", "", "区公安分局"),
    ),
    remarks=("注：以上、以下、以内均包括本数。",),
)

REPORT = BureauReport(
    office="禾润区教育局",
    round_name="2026 年随迁子女小学一年级积分入学",
    figures=(
        KeyPart("申请儿童", "600"), KeyPart("学校", "12"), KeyPart("学位", "540"), KeyPart("已安排", "540"),
        KeyPart("第一志愿", "402"), KeyPart("统筹安排", "36"), KeyPart("未安排", "60"),
    ),
    mechanism=("每个孩子按同一份积分名单排出先后，依次看各自的志愿，把第一个还有学位的学校安排给他。", "前面的孩子安排之后，后面的孩子不会影响他们的结果。"),
    ties=("积分相同的，先比居住证时间，再比社保月数；仍相同的，用公开种子算出的抽签号。抽签前名单已经封存并公布了指纹。",),
    schools=tuple(
        SchoolRow(f"禾润区第{n}小学", 45, 60 - n, 300 - n, 45 if n < 11 else 30, f"{150 - n}.5 分" if n < 11 else "")
        for n in range(1, 13)
    ),
    verified=(
        Verified("每个孩子恰好一行，只安排到可以去的学校", 600, 0),
        Verified("任何学校安排人数不超过学位数", 12, 0),
        Verified("没有孩子想去的学校还空着，或给了位次更低的孩子", 2400, 0),
    ),
    repeat=("打开文件夹，运行 python3 verify.py。", "把最后两行数字与教育局公布的指纹比对。", "改动任何一个座位，程序会说出孩子、学校和规则。"),
    manipulation=("只要把真正想去的学校都按真实顺序填上，换任何填法都不会去到更想去的学校。",),
    hashes=(KeyPart("名单", "9f" * 32), KeyPart("结果", "a1" * 32)),
    issued_on=DAY,
)  # fmt: skip

FINDINGS = FindingsList(
    title="禾润区积分计分标准待明确事项",
    source="herun/sheet.yaml 版本 a3f1c09e5b7d",
    findings=(
        Finding("第五条", "购房补贴", "正好 100 分同时属于两档", "100 分", ("100 分属于上档，每平方米 260 元", "100 分属于下档，每平方米 200 元")),
        Finding("第九条", "年龄", "表格到 60 周岁为止，没有写 61 周岁", "61 周岁及以上", ("按 0 分", "继续每岁减 0.5 分"), "按 0 分", "区政策法规科 2026-06-10"),
    ),
    issued_on=DAY,
)  # fmt: skip

"""The demo's accounts: invented officers of the invented district, and three kinds of resident."""

from dataclasses import dataclass
from enum import StrEnum

from xinju.accounts.roles import Role
from xinju.web.language import say

CENTRE = "禾润区新居民服务中心"
DISTRICT_CODE = "990102"
COMMUNITY_CODE = "990102001001"


@dataclass(frozen=True)
class DemoOfficer:
    """Who sits behind a demo button: name, office, post, and in one line what the role does here."""

    name: str
    office: str
    work: str
    region: str = ""
    source: str = ""


class DemoPersonKind(StrEnum):
    """The residents of the demo; the registry binds each to somebody it knows."""

    RESIDENT = "resident"
    LANDLORD = "landlord"
    EMPLOYER = "employer"


@dataclass(frozen=True)
class DemoPerson:
    """A resident behind a demo button: what is on it, and what can be done inside."""

    label: str
    work: str


DEMO_PEOPLE: dict[DemoPersonKind, DemoPerson] = {
    DemoPersonKind.RESIDENT: DemoPerson(
        say("居民", "Resident"),
        say("登记、居住证、积分、谁看过我的信息", "Registration, permit, points, who looked at my data"),
    ),
    DemoPersonKind.LANDLORD: DemoPerson(
        say("房东", "Landlord"),
        say("我的房间：谁住进、谁搬走，申报有回执", "My rooms: who moved in or out, with a dated receipt"),
    ),
    DemoPersonKind.EMPLOYER: DemoPerson(
        say("企业经办人", "Employer's clerk"),
        say("员工名单整份上传", "Hand in the list of staff as a file"),
    ),
}

DEMO_OFFICERS: dict[Role, DemoOfficer] = {
    Role.WINDOW_OFFICER: DemoOfficer(
        "叶青禾",
        f"{CENTRE}窗口",
        say("为来窗口的人登记、查积分、讲明依据", "Register people at the window, look up points and say why"),
        region=DISTRICT_CODE,
    ),
    Role.GRID_WORKER: DemoOfficer(
        "石榴红",
        "禾苑街道稻香里社区",
        say("按楼栋走访，一间一间核实", "Visit building by building, room by room"),
        region=COMMUNITY_CODE,
    ),
    Role.REGISTRAR: DemoOfficer(
        "陆见微",
        f"{CENTRE}登记科",
        say("接收部门数据、审核合并、安排核实", "Take in departments' files, review merges, verification desk"),
    ),
    Role.EDUCATION_OFFICER: DemoOfficer(
        "季小满",
        "禾润区教育局",
        say("上传申请人、排名、安排学位、出结果告知单", "Upload applicants, rank, place, letters"),
    ),
    Role.POLICY_OFFICE: DemoOfficer(
        "沈知秋",
        f"{CENTRE}政策科",
        say("计分标准、检查意见、两个版本对比", "Score sheets, findings, comparing two versions"),
    ),
    Role.DEPARTMENT_CLERK: DemoOfficer(
        "杜若飞",
        "禾润区公安分局",
        say("下载比对清单、填好、交回", "Download the query list, fill it in, hand it back"),
        source="police",
    ),
    Role.HEAD: DemoOfficer(
        "程望舒",
        CENTRE,
        say("六个数字，各镇街对比，一页打印", "Six figures, the towns compared, one printed page"),
    ),
    Role.AUDITOR: DemoOfficer(
        "顾清明",
        "禾润区审计局",
        say("查看安排结果的核验与操作记录", "Verify results and read what was done"),
    ),
    Role.SECURITY_OFFICER: DemoOfficer(
        "纪守正",
        "禾润区数据局安全科",
        say("账号、密钥、绑定；看不到居民信息", "Accounts, keys, bindings; sees no resident's data"),
    ),
    Role.SYSTEM_OPERATOR: DemoOfficer(
        "梁运维",
        "禾润区数据局运行科",
        say("运行、备份、检查；看不到居民信息", "Running, backup, checks; sees no resident's data"),
    ),
}

# The page's groups, by who the visitor may be.
DEMO_GROUPS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    (say("窗口和网格", "Window and grid"), (Role.WINDOW_OFFICER, Role.GRID_WORKER, Role.REGISTRAR)),
    (say("部门", "Departments"), (Role.EDUCATION_OFFICER, Role.POLICY_OFFICE, Role.DEPARTMENT_CLERK)),
    (say("负责和监督", "Heads and oversight"), (Role.HEAD, Role.AUDITOR)),
    (say("系统", "The system"), (Role.SECURITY_OFFICER, Role.SYSTEM_OPERATOR)),
)

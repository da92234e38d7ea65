"""Mail by SMTP, as Django sends it."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass

from django.core.mail import EmailMessage, get_connection

from xinju.messages.gateways.parcels import Never, NotNow, Parcel

_PERMANENT = range(500, 600)


@dataclass(frozen=True)
class Mail:
    """`sender` is the address that stands under From; host and account are Django's settings."""

    sender: str

    def send(self, parcel: Parcel) -> None:
        domain = self.sender.rpartition("@")[2].strip(">") or "localhost"
        message = EmailMessage(
            parcel.subject, parcel.text, self.sender, [parcel.where], connection=get_connection(),
            headers={"Message-ID": f"<{parcel.key}@{domain}>"},
        )  # fmt: skip
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _fault(codes[0] if codes else 0) from None
        except smtplib.SMTPResponseException as error:
            raise _fault(error.smtp_code) from None
        except smtplib.SMTPException as error:
            raise NotNow(type(error).__name__[:40], is_silent=True) from None
        except TimeoutError:
            raise NotNow("no_answer", is_silent=True) from None
        except OSError:
            raise NotNow("unreachable", is_silent=True) from None


def _fault(code: int) -> Exception:
    # 535 and its like are about our account, not about this recipient: mended by the operator, and then it goes out.
    is_ours = code in (530, 534, 535)
    return Never(f"smtp_{code}") if code in _PERMANENT and not is_ours else NotNow(f"smtp_{code}", is_silent=is_ours)

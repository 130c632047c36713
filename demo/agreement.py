"""The agreement of the demo, invented, in the three languages of the tool."""

from __future__ import annotations

VERSION = "2026-1"
# Language: title, body. None of it is anybody's real agreement.
TEXTS = {
    "en": (
        "Agreement on the use of the sample courses",
        (
            "This text is invented, for the demonstration only.\n\n"
            "The academy uses the courses for the training of its own staff and does not pass "
            "them on.\n\n"
            "The courses are open from the first day of the agreement to the last. The provider "
            "may suspend or end access at any time; what was completed stays on record."
        ),
    ),
    "fr": (
        "Convention d’utilisation des cours d’exemple",
        (
            "Ce texte est inventé, pour la démonstration uniquement.\n\n"
            "L’académie utilise les cours pour former son propre personnel et ne les transmet "
            "pas.\n\n"
            "Les cours sont ouverts du premier au dernier jour de la convention. Le fournisseur "
            "peut suspendre l’accès ou y mettre fin à tout moment ; ce qui a été achevé reste "
            "enregistré."
        ),
    ),
    "ar": (
        "اتفاقية استخدام الدورات النموذجية",
        (
            "هذا النص مُختلَق لغرض العرض التوضيحي فقط.\n\n"
            "تستخدم الأكاديمية الدورات لتدريب موظفيها ولا تنقلها إلى غيرهم.\n\n"
            "الدورات متاحة من اليوم الأول للاتفاقية إلى يومها الأخير. ويجوز للمزوِّد تعليق الوصول أو "
            "إنهاؤه في أي وقت، ويبقى ما أُنجز محفوظًا."
        ),
    ),
}


def add_agreement() -> None:
    """Publish the version, unless it is there: a published text does not change."""
    from django.utils import timezone

    from academies.models import AgreementText

    now = timezone.now()
    for language, (title, body) in TEXTS.items():
        values = {"title": title, "body": body, "published_at": now}
        AgreementText.objects.get_or_create(version=VERSION, language=language, defaults=values)

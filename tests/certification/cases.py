"""The table: every case of the certification guide for tools, and the test that runs it.

The names are those of the "Learning Tools Interoperability Advantage Conformance Certification
Guide 1.3" of 1EdTech, section 6. Where the guide names no case, ours is marked as our reading.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """test: the pytest node below tests/. is_guide: whether the name is the guide's."""

    section: str
    name: str
    test: str
    is_guide: bool = True


SECTIONS = {
    "6.1.1": 'Known "bad" payloads',
    "6.1.2": "Valid teacher launches",
    "6.1.3": "Valid student launches",
    "6.2": "Deep linking",
    "6.3": "Names and Role Provisioning Services",
    "6.4": "Assignment and Grade Services",
}
_BAD = "lti_provider/test_bad_payloads.py"
_TEACHER = "certification/test_teacher_launches.py"
_STUDENT = "certification/test_student_launches.py"
_DEEP = "certification/test_deep_linking.py"
_NAMES = "certification/test_names_and_roles.py"
_GRADES = "certification/test_grades.py"
_LISTS = "lti_provider/test_nrps.py::test"
_COLUMNS = "lti_provider/test_gradebook_columns.py::test"
_AGS = "lti_provider/test_ags.py::test"
_TOKENS = "lti_provider/test_access_tokens.py::test"
_ANSWERS = "lti_provider/test_pick_answers.py::test"


def _guide(section: str, file: str, *names: tuple[str, str]) -> list[Case]:
    return [Case(section, name, f"{file}::test_{test}") for name, test in names]


def _ours(section: str, *names: tuple[str, str]) -> list[Case]:
    return [Case(section, name, test, is_guide=False) for name, test in names]


CASES: tuple[Case, ...] = (
    *_guide(
        "6.1.1",
        _BAD,
        ("No KID Sent in JWT header", "01_no_kid_in_the_header"),
        ("Incorrect KID in JWT header", "02_an_incorrect_kid"),
        ("Wrong LTI Version", "03_a_wrong_lti_version"),
        ("No LTI Version", "04_no_lti_version"),
        ("Invalid LTI message", "05_an_invalid_lti_message"),
        ("Missing LTI Claims", "06_missing_lti_claims"),
        ("Timestamps Incorrect", "07_incorrect_timestamps"),
        ("message_type Claim Missing", "08_the_message_type_is_missing"),
        ("role Claim Missing", "09_the_roles_are_missing"),
        ("deployment_id Claim Missing", "10_the_deployment_is_missing"),
        ("resource_link_id Claim Missing", "11_the_resource_link_is_missing"),
        ("user Claim Missing", "12_the_user_is_missing"),
    ),
    *_guide(
        "6.1.2",
        _TEACHER,
        ("Valid Instructor Launch", "valid_instructor_launch"),
        ("Valid Instructor Launch with Roles", "valid_instructor_launch_with_roles"),
        ("Valid Instructor Launch Short Role", "valid_instructor_launch_short_role"),
        ("Valid Instructor Launch Unknown Role", "valid_instructor_launch_unknown_role"),
        ("Valid Instructor Launch No Role", "valid_instructor_launch_no_role"),
        ("Valid Instructor Launch Email Only", "valid_instructor_launch_email_only"),
        ("Valid Instructor Launch Names Only", "valid_instructor_launch_names_only"),
        ("Valid Instructor No PII", "valid_instructor_no_pii"),
        ("Valid Instructor Email Without Context", "valid_instructor_email_without_context"),
    ),
    *_guide(
        "6.1.3",
        _STUDENT,
        ("Valid Student Launch", "valid_student_launch"),
        ("Valid Student Launch with Roles", "valid_student_launch_with_roles"),
        ("Valid Student Launch Short Role", "valid_student_launch_short_role"),
        ("Valid Student Launch Unknown Role", "valid_student_launch_unknown_role"),
        ("Valid Student Launch No Role", "valid_student_launch_no_role"),
        ("Valid Student Launch Email Only", "valid_student_launch_email_only"),
        ("Valid Student Launch Names Only", "valid_student_launch_names_only"),
        ("Valid Student No PII", "valid_student_no_pii"),
        ("Valid Student Email Without Context", "valid_student_email_without_context"),
    ),
    *_guide(
        "6.2",
        _DEEP,
        ("Send the Request Payload", "send_the_request_payload"),
        ("Receive the Response Payload", "receive_the_response_payload"),
        ("Response Format Valid", "response_format_valid"),
        ("Response Timestamps Valid", "response_timestamps_valid"),
        ("Signature Valid", "signature_valid"),
        ("Required Claims Verified", "required_claims_verified"),
        ("Affirm Response", "affirm_response"),
    ),
    *_ours(
        "6.2",
        (
            "One item where one is accepted",
            f"{_DEEP}::test_without_accept_multiple_one_item_is_returned",
        ),
        ("Nothing is chosen", f"{_ANSWERS}_cancelling_adds_nothing_and_says_so"),
    ),
    *_guide(
        "6.3",
        _NAMES,
        ("Valid Instructor Launch", "valid_instructor_launch"),
        ("Received Request", "received_request"),
        ("Verify JSON Header", "verify_json_header"),
        ("Verify Bearer Token", "verify_bearer_token"),
        ("Verify Bearer Scope", "verify_bearer_scope"),
    ),
    *_ours(
        "6.3",
        ("Pages are followed", f"{_LISTS}_moodles_pages_are_followed"),
        (
            "No role and no limit is asked for",
            f"{_LISTS}_limit_is_not_passed_and_no_role_asked_for",
        ),
        ("Members, roles and states", f"{_LISTS}_one_member"),
    ),
    *_guide(
        "6.4",
        _GRADES,
        ("Valid Launch with the AGS claim", "valid_student_launch_with_the_grade_claim"),
    ),
    *_ours(
        "6.4",
        ("Line items: request, header, token, scope", f"{_GRADES}::test_line_items_are_read"),
        (
            "Line items on later pages",
            f"{_AGS}_columns_on_later_pages_are_found_and_foreign_hosts_not_asked",
        ),
        ("New line item: request, header, token, scope", f"{_GRADES}::test_a_line_item_is_created"),
        ("Score: request, header, token, scope", f"{_GRADES}::test_a_score_is_posted"),
        ("Results: request, header, token, scope", f"{_GRADES}::test_results_are_read"),
        ("A scope that is not granted", f"{_TOKENS}_what_counts_is_the_scope_in_the_answer"),
        ("A column that was deleted", f"{_COLUMNS}_a_column_that_was_deleted_is_made_again"),
    ),
)

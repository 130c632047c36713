"""The service scopes, as their specifications name them, and the media types that go with them."""

# Assignment and Grade Services 2.0, 3.1 to 3.4
LINEITEM = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
LINEITEM_READONLY = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
RESULT_READONLY = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"

# Names and Role Provisioning Services 2.0, 2.1
MEMBERSHIP_READONLY = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

BASIC_OUTCOME = "https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome"
TOOL_SETTING = "https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting"

# Course Groups Service 1.0, 2.1; Platform Notification Service 1.0, 3.1
GROUP_READONLY = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
NOTICE_HANDLERS = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"

LINEITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINEITEM_CONTAINER_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULT_CONTAINER_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
GROUP_CONTAINER_TYPE = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"
MEMBERSHIP_CONTAINER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

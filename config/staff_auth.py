"""How the staff sign in: django-allauth for password and second factor, django-axes for guessing.

Imported whole by `config.settings`. The reasons are in `docs/decisions/0012-staff-sign-in.md`.
"""

import datetime as dt

import environ

_env = environ.Env()

STAFF_APPS = ["allauth", "allauth.account", "allauth.mfa", "allauth.usersessions", "axes"]
STAFF_MIDDLEWARE = [
    "allauth.account.middleware.AccountMiddleware",
    "academies.staff.middleware.SessionLimitsMiddleware",
    "academies.staff.middleware.SecondFactorMiddleware",
    # The last one, so that its page replaces the answer of a view that was guessed at.
    "axes.middleware.AxesMiddleware",
]
STAFF_CONTEXT_PROCESSOR = "academies.staff.middleware.second_factor_notice"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "academies.staff.backend.StaffBackend",
]

_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]

# "required": nobody sees a staff page without a second factor. "optional" is for a demonstration:
# a notice asks for it on the start page, and nothing enforces it.
STAFF_SECOND_FACTOR: str = _env.str("STAFF_SECOND_FACTOR", "required")
if STAFF_SECOND_FACTOR not in ("required", "optional"):
    raise environ.ImproperlyConfigured(
        f"STAFF_SECOND_FACTOR is {STAFF_SECOND_FACTOR!r}: write required or optional."
    )
STAFF_SESSION_LONGEST = dt.timedelta(hours=8)
STAFF_SESSION_IDLE = dt.timedelta(hours=1)
SESSION_COOKIE_AGE = int(STAFF_SESSION_LONGEST.total_seconds())
# Behind a proxy that appends to X-Forwarded-For, the address is its last entry.
STAFF_BEHIND_PROXY: bool = _env.bool("BEHIND_PROXY", False)

# Secrets that signed and encrypted before SECRET_KEY did; new things are never made with them.
SECRET_KEY_FALLBACKS: list[str] = _env.list("SECRET_KEY_FALLBACKS", default=[])

# --- E-mail: only where it is configured does anybody get a link for a new password ---------------
EMAIL_URL: str = _env.str("EMAIL_URL", "")
STAFF_RESET_BY_EMAIL = bool(EMAIL_URL)
if EMAIL_URL:
    _email = _env.email_url_config(EMAIL_URL)
    EMAIL_BACKEND = _email["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
    EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
    EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
    DEFAULT_FROM_EMAIL = _env.str("EMAIL_FROM", "webmaster@localhost")

# --- allauth: accounts ---------------------------------------------------------------------------
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "academies.staff.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "academies.staff.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no mail from us
ACCOUNT_EMAIL_NOTIFICATIONS = STAFF_RESET_BY_EMAIL
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False  # the cookie ends with the browser
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Wider than the lockout, which is counted in the database and says what is going on.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,20/5m/key", "login": "30/m/ip"}
USERSESSIONS_TRACK_ACTIVITY = False  # SessionLimitsMiddleware does, once a minute at most

# --- allauth: second factor ----------------------------------------------------------------------
MFA_ADAPTER = "academies.staff.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "academies.staff.forms.PasskeyForm",
    "authenticate": "academies.staff.forms.CodeForm",
    "reauthenticate": "academies.staff.forms.CodeAgainForm",
}
MFA_TOTP_ISSUER = "Course provider"
MFA_TOTP_TOLERANCE = 1  # RFC 6238, 5.2: one step, for clocks that differ and people who type
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer passkeys over https, and over http on localhost, which is where the demo is.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _env.str("TOOL_ORIGIN", "http://").startswith("http://")

# --- axes: guessing ------------------------------------------------------------------------------
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Whoever goes on trying does not keep the owner of the name out any longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "academies.staff.lockout.account_name"
AXES_CLIENT_IP_CALLABLE = "academies.staff.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "academies.staff.lockout.locked_page"
AXES_DISABLE_ACCESS_LOG = True  # no list of who signed in from where
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

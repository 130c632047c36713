import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0001_initial'),
        ('xapi', '0004_telling'),
    ]

    operations = [
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('pseudonym', models.UUIDField()),
                ('satisfied', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='xapi_registration', to='courses.attempt')),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('au', models.PositiveIntegerField()),
                ('publisher_id', models.TextField()),
                ('activity_id', models.TextField()),
                ('mode', models.CharField(choices=[('Normal', 'Normal'), ('Browse', 'Browse'), ('Review', 'Review')], max_length=6)),
                ('mastery_score', models.DecimalField(decimal_places=10, max_digits=12, null=True)),
                ('is_cmi5', models.BooleanField(default=True)),
                ('origin', models.CharField(blank=True, max_length=300)),
                ('fetch_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('token_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('source', models.CharField(blank=True, max_length=64)),
                ('ancestors', models.JSONField(default=list)),
                ('course_url', models.TextField(blank=True)),
                ('locale', models.CharField(blank=True, max_length=35)),
                ('expires_at', models.DateTimeField()),
                ('launched_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('preferences_read_at', models.DateTimeField(null=True)),
                ('said', models.JSONField(default=list)),
                ('ended', models.DateTimeField(null=True)),
                ('initialized_at', models.DateTimeField(null=True)),
                ('terminated_at', models.DateTimeField(null=True)),
                ('abandoned_at', models.DateTimeField(null=True)),
                ('spoke_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='xapi.registration')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('abandoned_at', None), ('terminated_at', None)), fields=['seen_at'], name='xapi_active_sessions')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('abandoned_at', None), ('terminated_at', None)), fields=('registration',), name='xapi_one_active_session')],
            },
        ),
        migrations.CreateModel(
            name='UnitState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('au', models.PositiveIntegerField()),
                ('launched', models.BooleanField(default=False)),
                ('completed', models.BooleanField(default=False)),
                ('passed', models.BooleanField(default=False)),
                ('failed', models.BooleanField(default=False)),
                ('waived', models.BooleanField(default=False)),
                ('waived_because', models.CharField(blank=True, max_length=100)),
                ('score', models.DecimalField(decimal_places=6, max_digits=7, null=True)),
                ('progress', models.PositiveSmallIntegerField(null=True)),
                ('centiseconds', models.BigIntegerField(default=0)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='xapi.registration')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('registration', 'au'), name='xapi_unit_once')],
            },
        ),
    ]

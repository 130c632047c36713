import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('xapi', '0002_credential_use'),
    ]

    operations = [
        migrations.CreateModel(
            name='XapiPackage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_digest', models.CharField(max_length=64)),
                ('standard', models.CharField(max_length=12)),
                ('structure', models.JSONField()),
                ('file_count', models.PositiveIntegerField()),
                ('total_bytes', models.PositiveBigIntegerField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('content_digest', 'standard'), name='xapi_package_once')],
            },
        ),
    ]

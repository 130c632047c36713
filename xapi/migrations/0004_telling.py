import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0004_attempt_rules'),
        ('xapi', '0003_packages'),
    ]

    operations = [
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='courses.attempt')),
                ('through', models.BigIntegerField(default=0)),
                ('remembered', models.JSONField(default=dict)),
                ('look_again_at', models.DateTimeField(db_index=True, null=True)),
                ('completion', models.CharField(default='unknown', max_length=10)),
                ('success', models.CharField(default='unknown', max_length=7)),
                ('score', models.DecimalField(decimal_places=6, max_digits=7, null=True)),
                ('outcomes', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='TellingPosition',
            fields=[
                ('teller', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('through', models.BigIntegerField(default=0)),
            ],
        ),
    ]

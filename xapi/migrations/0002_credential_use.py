from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('academies', '0003_append_only'),
        ('xapi', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='credential',
            name='is_ours',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='credential',
            name='last_used_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.UniqueConstraint(condition=models.Q(('is_ours', True)), fields=('academy',), name='xapi_one_credential_of_ours'),
        ),
    ]

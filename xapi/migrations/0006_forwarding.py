import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('academies', '0004_provider'),
        ('xapi', '0005_cmi5_sessions'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='credential',
            options={'ordering': ['label'], 'verbose_name': 'key of a record store', 'verbose_name_plural': 'keys of record stores'},
        ),
        migrations.AlterModelOptions(
            name='ledger',
            options={'verbose_name': 'record store', 'verbose_name_plural': 'record stores'},
        ),
        migrations.AlterField(
            model_name='ledger',
            name='stored',
            field=models.DateTimeField(verbose_name='stored last'),
        ),
        migrations.CreateModel(
            name='Forwarding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('endpoint', models.URLField(help_text='Of the other store, such as https://lrs.example.org/xapi/', max_length=500, verbose_name='endpoint')),
                ('username', models.CharField(max_length=200, verbose_name='key or user name')),
                ('secret', models.CharField(editable=False, max_length=500)),
                ('version', models.CharField(choices=[('1.0.3', '1.0.3'), ('2.0.0', '2.0.0')], default='1.0.3', max_length=5, verbose_name='xAPI version')),
                ('which', models.CharField(choices=[('all', "Everything in the academy's record store"), ('ours', 'Only what the courses of this tool tell')], default='ours', max_length=4, verbose_name='what is sent')),
                ('is_active', models.BooleanField(default=True, help_text='Off: nothing is sent, and nothing is lost.', verbose_name='switched on')),
                ('through', models.BigIntegerField(default=0, editable=False)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('failures', models.PositiveIntegerField(default=0, editable=False)),
                ('last_answer', models.CharField(blank=True, editable=False, max_length=500)),
                ('last_sent_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('academy', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='forwarding', to='academies.academy')),
            ],
            options={
                'verbose_name': 'forwarding of statements',
                'verbose_name_plural': 'forwarding of statements',
            },
        ),
        migrations.CreateModel(
            name='DeadLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('refused', 'Refused'), ('waiting', 'Waiting')], default='refused', max_length=8)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('why', models.CharField(max_length=500)),
                ('tries', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='xapi.statement')),
                ('forwarding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='xapi.forwarding')),
            ],
            options={
                'verbose_name': 'refused statement',
                'verbose_name_plural': 'refused statements',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['forwarding', 'statement'], name='xapi_letter_waiting')],
                'constraints': [models.UniqueConstraint(fields=('forwarding', 'statement'), name='xapi_dead_letter_once')],
            },
        ),
    ]

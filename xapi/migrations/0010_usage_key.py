"""A usage is its own key. Django alters no primary key, so the table is made anew."""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """CREATE TABLE xapi_usage_before AS
SELECT reference_id, usage, statement_id, source_id FROM xapi_usage"""
FILL = """INSERT INTO xapi_usage (reference_id, usage, statement_id, source_id)
SELECT reference_id, usage, statement_id, source_id FROM xapi_usage_before"""


class Migration(migrations.Migration):

    dependencies = [
        ('xapi', '0009_statement_ids'),
    ]

    operations = [
        migrations.RunSQL(KEEP),
        migrations.DeleteModel(name='Usage'),
        migrations.CreateModel(
            name='Usage',
            fields=[
                ('pk', models.CompositePrimaryKey('reference', 'usage', 'statement', 'source', blank=True, editable=False, primary_key=True, serialize=False)),
                ('reference', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='xapi.reference')),
                ('usage', models.SmallIntegerField()),
                ('statement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='usages', to='xapi.statement')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='xapi.statement')),
            ],
        ),
        migrations.RunSQL(FILL),
        migrations.RunSQL("DROP TABLE xapi_usage_before"),
        migrations.AddIndex(
            model_name='usage',
            index=models.Index(condition=models.Q(('source', models.F('statement')), _negated=True), fields=['source'], name='xapi_usage_lent'),
        ),
    ]

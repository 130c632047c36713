"""The ids of the statements get a table of their own, whose key is the sequence."""

import django.db.models.deletion
from django.core.management.color import no_style
from django.db import migrations, models

FILL = """INSERT INTO xapi_statementid (id, academy_id, statement_id)
SELECT id, academy_id, statement_id FROM xapi_statement"""


def go_on_behind_the_last(apps, schema_editor):
    """The next number is the one after those that were copied. SQLite sees to it by itself."""
    connection = schema_editor.connection
    model = apps.get_model("xapi", "StatementId")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('academies', '0004_provider'),
        ('xapi', '0008_leaner_indices'),
    ]

    operations = [
        migrations.CreateModel(
            name='StatementId',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement_id', models.UUIDField()),
                ('academy', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='academies.academy')),
            ],
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(go_on_behind_the_last, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='statementid',
            constraint=models.UniqueConstraint(fields=('academy', 'statement_id'), name='xapi_statement_id_once'),
        ),
        migrations.RemoveConstraint(
            model_name='statement',
            name='xapi_statement_once',
        ),
        migrations.AlterField(
            model_name='deadletter',
            name='statement',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='xapi.statement'),
        ),
        migrations.AlterField(
            model_name='statement',
            name='academy',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='academies.academy'),
        ),
        migrations.AlterField(
            model_name='statement',
            name='credential',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='xapi.credential'),
        ),
        migrations.AlterField(
            model_name='statement',
            name='id',
            field=models.BigIntegerField(primary_key=True, serialize=False),
        ),
    ]

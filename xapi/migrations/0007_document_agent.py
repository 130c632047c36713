from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('xapi', '0006_forwarding'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='agent',
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
    ]

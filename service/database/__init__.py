"""PostgreSQL, the only home of SQLAlchemy: tables, transactions (the only commit), one repository per thing, migrations."""

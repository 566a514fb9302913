/* sql - schema.sql and views.sql as compiled in, NUL-terminated */
#ifndef LEDGER_SQL_H
#define LEDGER_SQL_H

extern const char sql_schema[];
extern const char sql_views[];

#endif

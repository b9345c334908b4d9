-- statements stand apart by one empty line, and hold none
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op);
end $$

create function follow_the_last() returns trigger language plpgsql as $$
declare
    last record;
begin
    select entry_no, own_hash into last from ledger order by entry_no desc limit 1;
    if new.entry_no is distinct from coalesce(last.entry_no, 0) + 1
        or new.previous_hash is distinct from coalesce(last.own_hash, repeat('0', 64))
    then
        raise exception 'ledger: the entry does not follow the last';
    end if;
    return new;
end $$

create function only_erase() returns trigger language plpgsql as $$
begin
    if new.entry_no = old.entry_no
        and old.body is not null
        and new.body is null
        and new.salt is null
        and exists (
            select 1
            from ledger
            where entry_no = new.erased_by
                and kind = 'erasure'
                and (facts::jsonb -> 'entries') @> to_jsonb(old.entry_no)
        )
    then
        return new;
    end if;
    raise exception 'payloads may only be erased, by an erasure that names the entry';
end $$

create trigger ledger_follows before insert on ledger
for each row execute function follow_the_last()

create trigger ledger_no_change before update or delete on ledger
for each row execute function refuse_change()

create trigger ledger_no_truncate before truncate on ledger
for each statement execute function refuse_change()

create trigger decisions_no_change before update or delete on decisions
for each row execute function refuse_change()

create trigger decisions_no_truncate before truncate on decisions
for each statement execute function refuse_change()

create trigger access_log_no_change before update or delete on access_log
for each row execute function refuse_change()

create trigger access_log_no_truncate before truncate on access_log
for each statement execute function refuse_change()

create trigger texts_no_change before update or delete on texts
for each row execute function refuse_change()

create trigger texts_no_truncate before truncate on texts
for each statement execute function refuse_change()

create trigger payloads_only_erased before update on payloads
for each row execute function only_erase()

create trigger payloads_no_delete before delete on payloads
for each row execute function refuse_change()

create trigger payloads_no_truncate before truncate on payloads
for each statement execute function refuse_change()

-- statements stand apart by one empty line, and hold none
create trigger ledger_follows before insert on ledger
when new.entry_no is not (select coalesce(max(entry_no), 0) + 1 from ledger)
    or new.previous_hash is not coalesce(
        (select own_hash from ledger order by entry_no desc limit 1),
        '0000000000000000000000000000000000000000000000000000000000000000'
    )
    -- "insert or replace" would delete the entry that it collides with
    or exists (select 1 from ledger where idempotency_key = new.idempotency_key)
begin
    select raise(abort, 'ledger: the entry does not follow the last');
end

create trigger ledger_no_update before update on ledger
begin
    select raise(abort, 'ledger is append-only: update is refused');
end

create trigger ledger_no_delete before delete on ledger
begin
    select raise(abort, 'ledger is append-only: delete is refused');
end

create trigger decisions_no_replace before insert on decisions
when exists (select 1 from decisions where entry_no = new.entry_no)
begin
    select raise(abort, 'decisions is append-only: replace is refused');
end

create trigger decisions_no_update before update on decisions
begin
    select raise(abort, 'decisions is append-only: update is refused');
end

create trigger decisions_no_delete before delete on decisions
begin
    select raise(abort, 'decisions is append-only: delete is refused');
end

create trigger access_log_no_replace before insert on access_log
when exists (select 1 from access_log where entry_no = new.entry_no)
begin
    select raise(abort, 'access_log is append-only: replace is refused');
end

create trigger access_log_no_update before update on access_log
begin
    select raise(abort, 'access_log is append-only: update is refused');
end

create trigger access_log_no_delete before delete on access_log
begin
    select raise(abort, 'access_log is append-only: delete is refused');
end

create trigger texts_no_replace before insert on texts
when exists (select 1 from texts where sha256 = new.sha256)
begin
    select raise(abort, 'texts is append-only: replace is refused');
end

create trigger texts_no_update before update on texts
begin
    select raise(abort, 'texts is append-only: update is refused');
end

create trigger texts_no_delete before delete on texts
begin
    select raise(abort, 'texts is append-only: delete is refused');
end

create trigger payloads_no_replace before insert on payloads
when exists (select 1 from payloads where entry_no = new.entry_no)
begin
    select raise(abort, 'payloads is append-only: replace is refused');
end

create trigger payloads_only_erased before update on payloads
when not (
    new.entry_no = old.entry_no
    and old.body is not null
    and new.body is null
    and new.salt is null
    and exists (
        select 1
        from ledger, json_each(ledger.facts, '$.entries') as named
        where ledger.entry_no = new.erased_by
            and ledger.kind = 'erasure'
            and named.value = old.entry_no
    )
)
begin
    select raise(abort, 'payloads may only be erased, by an erasure that names the entry');
end

create trigger payloads_no_delete before delete on payloads
begin
    select raise(abort, 'payloads is append-only: delete is refused');
end

-- The best statements we know for each answer that bench/run.py measures, on the desk's own tables.
-- ":name" is a parameter. A floor "(postgresql)" or "(sqlite)" is for that database only.
-- Plans: 100,000 tickets, PostgreSQL 15 and SQLite 3.40.

-- floor: facts
-- No floor: who of the last group has a list of about 50, and how many tickets there are.
SELECT a.id, a.username, t.support_group_id, count(*)
  FROM tickets_ticket t JOIN accounts_user a ON a.id = t.assignee_id
 WHERE t.deleted_at IS NULL AND t.support_group_id = (SELECT max(id) FROM accounts_group)
   AND t.status_id IN (SELECT id FROM tickets_status WHERE category <> 'closed')
 GROUP BY a.id, a.username, t.support_group_id ORDER BY abs(count(*) - 50), a.id LIMIT 1;
SELECT count(*) FROM tickets_ticket;
SELECT count(*) FROM assets_configurationitem WHERE ci_class = 'computer';

-- floor: list
WITH page AS (
  SELECT t.id FROM tickets_ticket t
   WHERE t.assignee_id = :owner AND t.deleted_at IS NULL
     AND t.status_id IN (SELECT id FROM tickets_status WHERE category <> 'closed')
   ORDER BY t.updated_at DESC, t.id DESC LIMIT 5000
)
SELECT t.id, t.opened_at, t.last_closed_at, t.title, t.description, a.username, s.code, s.category,
       t.priority, t.support_group_id, g.level_order, g.parent_id, t.updated_at, r.username,
       t.resolution, t.closing_text, t.parent_id, t.sla_is_disabled, t.form_id, t.rating, c.username,
       t.extra1, t.extra2, t.extra3, t.extra4, t.is_locked, t.wire_extra, t.work_seconds,
       t.followup_count
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
  LEFT JOIN accounts_user r ON r.id = t.submitter_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_user c ON c.id = t.closed_by_id
 ORDER BY t.updated_at DESC, t.id DESC;
WITH page AS (
  SELECT t.id FROM tickets_ticket t
   WHERE t.assignee_id = :owner AND t.deleted_at IS NULL
     AND t.status_id IN (SELECT id FROM tickets_status WHERE category <> 'closed')
   ORDER BY t.updated_at DESC, t.id DESC LIMIT 5000
)
SELECT p.ticket_id, p.email
  FROM page JOIN tickets_ticketperson p ON p.ticket_id = page.id
 WHERE p.role = 'observer' AND coalesce(p.user_id, 0) = 0
 ORDER BY p.id;

-- floor: list_5000
WITH page AS (
  SELECT id FROM tickets_ticket WHERE deleted_at IS NULL
   ORDER BY updated_at DESC, id DESC LIMIT 5000
)
SELECT t.id, t.opened_at, t.last_closed_at, t.title, t.description, a.username, s.code, s.category,
       t.priority, t.support_group_id, g.level_order, g.parent_id, t.updated_at, r.username,
       t.resolution, t.closing_text, t.parent_id, t.sla_is_disabled, t.form_id, t.rating, c.username,
       t.extra1, t.extra2, t.extra3, t.extra4, t.is_locked, t.wire_extra, t.work_seconds,
       t.followup_count
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
  LEFT JOIN accounts_user r ON r.id = t.submitter_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_user c ON c.id = t.closed_by_id
 ORDER BY t.updated_at DESC, t.id DESC;
WITH page AS (
  SELECT id FROM tickets_ticket WHERE deleted_at IS NULL
   ORDER BY updated_at DESC, id DESC LIMIT 5000
)
SELECT p.ticket_id, p.email
  FROM page JOIN tickets_ticketperson p ON p.ticket_id = page.id
 WHERE p.role = 'observer' AND coalesce(p.user_id, 0) = 0
 ORDER BY p.id;

-- floor: text
WITH page AS (
  SELECT id FROM tickets_ticket
   WHERE deleted_at IS NULL AND id IN (
     SELECT ticket_id FROM tickets_tickettext
      WHERE title LIKE :pattern OR description LIKE :pattern OR fields LIKE :pattern
     UNION ALL
     SELECT id FROM tickets_ticket WHERE submitter_id IN (
       SELECT id FROM accounts_user WHERE username_key LIKE :pattern)
     UNION ALL
     SELECT id FROM tickets_ticket WHERE assignee_id IN (
       SELECT id FROM accounts_user WHERE username_key LIKE :pattern))
   ORDER BY updated_at DESC, id DESC LIMIT 5000
)
SELECT t.id, t.opened_at, t.last_closed_at, t.title, t.description, a.username, s.code, s.category,
       t.priority, t.support_group_id, g.level_order, g.parent_id, t.updated_at, r.username,
       t.resolution, t.closing_text, t.parent_id, t.sla_is_disabled, t.form_id, t.rating, c.username,
       t.extra1, t.extra2, t.extra3, t.extra4, t.is_locked, t.wire_extra, t.work_seconds,
       t.followup_count
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
  LEFT JOIN accounts_user r ON r.id = t.submitter_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_user c ON c.id = t.closed_by_id
 ORDER BY t.updated_at DESC, t.id DESC;
WITH page AS (
  SELECT id FROM tickets_ticket
   WHERE deleted_at IS NULL AND id IN (
     SELECT ticket_id FROM tickets_tickettext
      WHERE title LIKE :pattern OR description LIKE :pattern OR fields LIKE :pattern
     UNION ALL
     SELECT id FROM tickets_ticket WHERE submitter_id IN (
       SELECT id FROM accounts_user WHERE username_key LIKE :pattern)
     UNION ALL
     SELECT id FROM tickets_ticket WHERE assignee_id IN (
       SELECT id FROM accounts_user WHERE username_key LIKE :pattern))
   ORDER BY updated_at DESC, id DESC LIMIT 5000
)
SELECT p.ticket_id, p.email
  FROM page JOIN tickets_ticketperson p ON p.ticket_id = page.id
 WHERE p.role = 'observer' AND coalesce(p.user_id, 0) = 0
 ORDER BY p.id;

-- floor: detail
SELECT t.id, t.opened_at, t.last_closed_at, t.title, t.description, a.username, s.code, s.category,
       t.priority, t.support_group_id, g.level_order, g.parent_id, t.updated_at, r.username,
       t.resolution, t.closing_text, t.parent_id, t.sla_is_disabled, t.form_id, t.rating, c.username,
       t.extra1, t.extra2, t.extra3, t.extra4, t.is_locked, t.wire_extra, t.work_seconds,
       t.followup_count
  FROM tickets_ticket t
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
  LEFT JOIN accounts_user r ON r.id = t.submitter_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_user c ON c.id = t.closed_by_id
 WHERE t.id = :id AND t.deleted_at IS NULL;
SELECT p.email FROM tickets_ticketperson p
 WHERE p.ticket_id = :id AND p.role = 'observer' AND coalesce(p.user_id, 0) = 0 ORDER BY p.id;

-- floor: stats_opened
SELECT count(*) FROM tickets_ticket
 WHERE deleted_at IS NULL AND status_id IN (SELECT id FROM tickets_status WHERE category <> 'closed');

-- floor: stats_life (postgresql)
SELECT avg(extract(epoch FROM last_closed_at - opened_at)) FROM tickets_ticket
 WHERE deleted_at IS NULL AND last_closed_at IS NOT NULL
   AND status_id IN (SELECT id FROM tickets_status WHERE category IN ('closed', 'waiting'));

-- floor: stats_life (sqlite)
SELECT avg(julianday(last_closed_at) - julianday(opened_at)) * 86400 FROM tickets_ticket
 WHERE deleted_at IS NULL AND last_closed_at IS NOT NULL
   AND status_id IN (SELECT id FROM tickets_status WHERE category IN ('closed', 'waiting'));

-- floor: summary
SELECT status_id, count(*) FROM tickets_ticket WHERE deleted_at IS NULL GROUP BY status_id;

-- floor: create
INSERT INTO tickets_ticket (
  created_at, updated_at, opened_at, activity_at, wire_extra, entity_id, is_recursive, kind,
  title, description, description_format, closing_text, status_id, resolution, close_reason,
  waiting_reason, priority, urgency, impact, is_priority_manual, requester_id, submitter_id,
  assignee_id, support_group_id, sla_is_disabled, waiting_seconds, work_seconds,
  followup_count, open_child_count, rating_comment, is_locked, extra1, extra2, extra3,
  extra4, sentiment_current, sentiment_initial, validation_percent)
SELECT :now, :now, :now, :now,
  wire_extra, entity_id, is_recursive, kind, title, description, description_format,
  closing_text, status_id, resolution, close_reason, waiting_reason, priority, urgency,
  impact, is_priority_manual, requester_id, submitter_id, assignee_id, support_group_id,
  sla_is_disabled, waiting_seconds, work_seconds, followup_count, open_child_count,
  rating_comment, is_locked, extra1, extra2, extra3, extra4, sentiment_current,
  sentiment_initial, validation_percent
  FROM tickets_ticket WHERE id = :id;
INSERT INTO tickets_tickettext (ticket_id, title, description, fields)
SELECT (SELECT max(id) FROM tickets_ticket), title, description, fields FROM tickets_tickettext WHERE ticket_id = :id;
INSERT INTO tickets_ticketperson (
  ticket_id,
  created_at, updated_at, user_id, email, email_key, role, wants_mail)
SELECT (SELECT max(id) FROM tickets_ticket),
  created_at, updated_at, user_id, email, email_key, role, wants_mail
  FROM tickets_ticketperson WHERE ticket_id = :id;
INSERT INTO audit_journalentry (
  recorded_at, object_id,
  verb, noun, part_noun, actor_id, door, address, request_id, changes, names, message,
  dispatched_at)
SELECT :now, (SELECT max(id) FROM tickets_ticket),
  verb, noun, part_noun, actor_id, door, address, request_id, changes, names, message,
  dispatched_at
  FROM audit_journalentry WHERE noun = 'ticket' AND object_id = :id ORDER BY id LIMIT 1;
SELECT max(id) FROM tickets_ticket;

-- floor: newest
WITH page AS (SELECT id FROM tickets_ticket WHERE deleted_at IS NULL ORDER BY activity_at DESC, id DESC LIMIT 50)
SELECT t.id, t.title, t.opened_at, t.updated_at, t.activity_at, t.priority, t.kind, s.name, s.category,
       r.username, r.real_name, a.username, a.real_name, g.name, t.resolve_due_at
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_user r ON r.id = t.requester_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
 ORDER BY t.activity_at DESC, t.id DESC;

-- floor: open
WITH page AS (
  SELECT t.id FROM tickets_ticket t
   WHERE t.deleted_at IS NULL
     AND t.status_id IN (SELECT id FROM tickets_status WHERE category NOT IN ('resolved', 'closed'))
   ORDER BY t.activity_at DESC, t.id DESC LIMIT 50
)
SELECT t.id, t.title, t.opened_at, t.updated_at, t.activity_at, t.priority, t.kind, s.name, s.category,
       r.username, r.real_name, a.username, a.real_name, g.name, t.resolve_due_at
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_user r ON r.id = t.requester_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
 ORDER BY t.activity_at DESC, t.id DESC;

-- floor: by_number
WITH page AS (
  SELECT id FROM tickets_ticket WHERE deleted_at IS NULL ORDER BY id LIMIT 50 OFFSET :depth
)
SELECT t.id, t.title, t.opened_at, t.updated_at, t.activity_at, t.priority, t.kind, s.name, s.category,
       r.username, r.real_name, a.username, a.real_name, g.name, t.resolve_due_at
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_user r ON r.id = t.requester_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
 ORDER BY t.id;
SELECT count(*) FROM tickets_ticket WHERE deleted_at IS NULL;

-- floor: timeline
SELECT * FROM tickets_ticket WHERE id = :id AND deleted_at IS NULL;
SELECT f.id, f.kind, f.body, f.is_public, f.written_at, u.username, u.real_name
  FROM tickets_followup f LEFT JOIN accounts_user u ON u.id = f.author_id
 WHERE f.ticket_id = :id AND f.deleted_at IS NULL ORDER BY f.ordinal;
SELECT j.id, j.recorded_at, j.verb, j.door, j.changes, j.names, u.username, u.real_name
  FROM audit_journalentry j LEFT JOIN accounts_user u ON u.id = j.actor_id
 WHERE j.noun = 'ticket' AND j.object_id = :id ORDER BY j.id DESC LIMIT 200;
SELECT p.role, p.email, u.id, u.username, u.real_name, u.email
  FROM tickets_ticketperson p LEFT JOIN accounts_user u ON u.id = p.user_id
 WHERE p.ticket_id = :id ORDER BY p.id;
SELECT f.id, f.file_name, f.size_bytes, f.media_type
  FROM files_filelink l JOIN files_storedfile f ON f.id = l.file_id
 WHERE l.object_id = :id AND f.deleted_at IS NULL
   AND l.noun_id = (SELECT id FROM django_content_type WHERE app_label = 'tickets' AND model = 'ticket');
SELECT metric, side, due_at, stopped_at, breached_at, elapsed_seconds FROM tickets_slaclock
 WHERE ticket_id = :id;
SELECT id, name, category FROM tickets_status ORDER BY position, id;
SELECT id, full_name FROM accounts_group WHERE is_support AND deleted_at IS NULL ORDER BY full_name;
SELECT u.id, u.username, u.real_name FROM accounts_user u JOIN accounts_member m ON m.user_id = u.id
 WHERE u.is_agent AND u.deleted_at IS NULL
   AND m.group_id = (SELECT support_group_id FROM tickets_ticket WHERE id = :id)
 ORDER BY u.username_key LIMIT 100;

-- floor: search (postgresql)
WITH page AS (
  SELECT ticket_id AS id FROM tickets_tickettext WHERE vector @@ to_tsquery('simple', :word || ':*')
   UNION
  SELECT ticket_id FROM tickets_followup
   WHERE deleted_at IS NULL AND vector @@ to_tsquery('simple', :word || ':*')
   ORDER BY id DESC LIMIT 20
)
SELECT t.id, t.title, t.opened_at, t.updated_at, t.activity_at, t.priority, t.kind, s.name, s.category,
       r.username, r.real_name, a.username, a.real_name, g.name, t.resolve_due_at
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_user r ON r.id = t.requester_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
 ORDER BY t.id DESC;
SELECT u.id, u.username, u.real_name, u.email FROM accounts_user u
 WHERE u.deleted_at IS NULL AND (upper(u.username) LIKE '%' || upper(:word) || '%'
    OR upper(u.real_name) LIKE '%' || upper(:word) || '%' OR upper(u.email) LIKE '%' || upper(:word) || '%')
 ORDER BY u.username LIMIT 20;
SELECT c.id, c.name, c.town FROM crm_company c
 WHERE c.deleted_at IS NULL AND upper(c.name) LIKE '%' || upper(:word) || '%' ORDER BY c.name LIMIT 20;
SELECT i.id, i.name, i.serial FROM assets_configurationitem i
 WHERE i.deleted_at IS NULL AND (upper(i.name) LIKE '%' || upper(:word) || '%'
    OR upper(i.serial) LIKE '%' || upper(:word) || '%') ORDER BY i.name LIMIT 20;
SELECT a.id, a.title, a.summary FROM kb_article a WHERE a.deleted_at IS NULL AND a.id IN (
   SELECT article_id FROM kb_articletext WHERE vector @@ to_tsquery('simple', :word || ':*')) ORDER BY a.id LIMIT 20;

-- floor: search (sqlite)
WITH page AS (
  SELECT rowid AS id FROM tickets_ticketwords WHERE tickets_ticketwords MATCH :word || '*'
   UNION
  SELECT ticket_id FROM tickets_followup WHERE deleted_at IS NULL AND id IN (
    SELECT rowid FROM tickets_followupwords WHERE tickets_followupwords MATCH :word || '*')
   ORDER BY id DESC LIMIT 20
)
SELECT t.id, t.title, t.opened_at, t.updated_at, t.activity_at, t.priority, t.kind, s.name, s.category,
       r.username, r.real_name, a.username, a.real_name, g.name, t.resolve_due_at
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_user r ON r.id = t.requester_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
 ORDER BY t.id DESC;
SELECT u.id, u.username, u.real_name, u.email FROM accounts_user u
 WHERE u.deleted_at IS NULL AND (upper(u.username) LIKE '%' || upper(:word) || '%'
    OR upper(u.real_name) LIKE '%' || upper(:word) || '%' OR upper(u.email) LIKE '%' || upper(:word) || '%')
 ORDER BY u.username LIMIT 20;
SELECT c.id, c.name, c.town FROM crm_company c
 WHERE c.deleted_at IS NULL AND upper(c.name) LIKE '%' || upper(:word) || '%' ORDER BY c.name LIMIT 20;
SELECT i.id, i.name, i.serial FROM assets_configurationitem i
 WHERE i.deleted_at IS NULL AND (upper(i.name) LIKE '%' || upper(:word) || '%'
    OR upper(i.serial) LIKE '%' || upper(:word) || '%') ORDER BY i.name LIMIT 20;
SELECT a.id, a.title, a.summary FROM kb_article a WHERE a.deleted_at IS NULL AND a.id IN (
   SELECT rowid FROM kb_articlewords WHERE kb_articlewords MATCH :word || '*') ORDER BY a.id LIMIT 20;

-- floor: home
WITH page AS (
  SELECT t.id FROM tickets_ticket t WHERE t.deleted_at IS NULL AND t.assignee_id = :owner
     AND t.status_id IN (SELECT id FROM tickets_status WHERE category NOT IN ('resolved', 'closed'))
   ORDER BY t.priority DESC, t.id LIMIT 10
)
SELECT t.id, t.title, t.opened_at, t.updated_at, t.activity_at, t.priority, t.kind, s.name, s.category,
       r.username, r.real_name, a.username, a.real_name, g.name, t.resolve_due_at
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_user r ON r.id = t.requester_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
 ORDER BY t.priority DESC, t.id;
SELECT count(*) FROM tickets_ticket t WHERE t.deleted_at IS NULL AND t.support_group_id = :group
   AND t.assignee_id IS NULL
   AND t.status_id IN (SELECT id FROM tickets_status WHERE category NOT IN ('resolved', 'closed'));

-- floor: of_group
SELECT t.id FROM tickets_ticket t WHERE t.deleted_at IS NULL AND t.support_group_id = :group
   AND t.status_id IN (SELECT id FROM tickets_status WHERE category NOT IN ('resolved', 'closed'))
 ORDER BY t.id;

-- floor: of_status
SELECT t.id FROM tickets_ticket t WHERE t.deleted_at IS NULL
   AND t.status_id = (SELECT id FROM tickets_status WHERE code = :code) ORDER BY t.id LIMIT 100;

-- floor: articles (postgresql)
SELECT a.id, a.title, a.summary, a.body, a.updated_at, u.username
  FROM kb_article a LEFT JOIN accounts_user u ON u.id = a.author_id
 WHERE a.deleted_at IS NULL AND a.id IN (
   SELECT article_id FROM kb_articletext WHERE vector @@ to_tsquery('simple', :word || ':*'))
 ORDER BY a.id LIMIT 25;

-- floor: articles (sqlite)
SELECT a.id, a.title, a.summary, a.body, a.updated_at, u.username
  FROM kb_article a LEFT JOIN accounts_user u ON u.id = a.author_id
 WHERE a.deleted_at IS NULL AND a.id IN (
   SELECT rowid FROM kb_articlewords WHERE kb_articlewords MATCH :word || '*')
 ORDER BY a.id LIMIT 25;

-- floor: three_criteria
WITH page AS (
  SELECT t.id FROM tickets_ticket t JOIN tickets_tickettext x ON x.ticket_id = t.id
   WHERE t.deleted_at IS NULL AND t.support_group_id = :group AND x.title LIKE '%a%'
     AND t.status_id IN (SELECT id FROM tickets_status WHERE category NOT IN ('resolved', 'closed'))
   ORDER BY t.updated_at DESC LIMIT 20
)
SELECT t.id, t.title, t.opened_at, t.updated_at, t.activity_at, t.priority, t.kind, s.name, s.category,
       r.username, r.real_name, a.username, a.real_name, g.name, t.resolve_due_at
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_user r ON r.id = t.requester_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
 ORDER BY t.updated_at DESC;
SELECT count(*) FROM tickets_ticket t JOIN tickets_tickettext x ON x.ticket_id = t.id
 WHERE t.deleted_at IS NULL AND t.support_group_id = :group AND x.title LIKE '%a%'
   AND t.status_id IN (SELECT id FROM tickets_status WHERE category NOT IN ('resolved', 'closed'));

-- floor: titles
WITH page AS (
  SELECT t.id FROM tickets_ticket t JOIN tickets_tickettext x ON x.ticket_id = t.id
   WHERE t.deleted_at IS NULL AND x.title LIKE :pattern ORDER BY t.id LIMIT 20
)
SELECT t.id, t.title, t.opened_at, t.updated_at, t.activity_at, t.priority, t.kind, s.name, s.category,
       r.username, r.real_name, a.username, a.real_name, g.name, t.resolve_due_at
  FROM page JOIN tickets_ticket t ON t.id = page.id
  JOIN tickets_status s ON s.id = t.status_id
  LEFT JOIN accounts_user r ON r.id = t.requester_id
  LEFT JOIN accounts_user a ON a.id = t.assignee_id
  LEFT JOIN accounts_group g ON g.id = t.support_group_id
 ORDER BY t.id;
SELECT count(*) FROM tickets_ticket t JOIN tickets_tickettext x ON x.ticket_id = t.id
 WHERE t.deleted_at IS NULL AND x.title LIKE :pattern;

-- floor: computer
SELECT * FROM assets_configurationitem WHERE id = :id AND deleted_at IS NULL;
SELECT * FROM assets_component WHERE ci_id = :id AND deleted_at IS NULL;
SELECT * FROM assets_volume WHERE ci_id = :id AND deleted_at IS NULL;
SELECT i.id, v.name, s.name FROM assets_installation i
  JOIN assets_softwareversion v ON v.id = i.version_id
  JOIN assets_configurationitem s ON s.id = v.software_id WHERE i.ci_id = :id;
SELECT * FROM assets_port WHERE ci_id = :id AND deleted_at IS NULL;
SELECT * FROM assets_financialrecord WHERE ci_id = :id;
SELECT t.id, t.title, t.status_id FROM tickets_ticketci c JOIN tickets_ticket t ON t.id = c.ticket_id
 WHERE c.ci_id = :id AND t.deleted_at IS NULL;
SELECT * FROM audit_journalentry WHERE noun = 'ci' AND object_id = :id ORDER BY id DESC LIMIT 50;

#!/usr/bin/env bash
# A script as people wrote them for api.php: one curl a step, CSV taken apart with cut and grep.
# Needs URL, DESK_USER, DESK_PASSWORD, GROUP, COPY_TO and an empty folder WORK. Prints the number of
# the ticket that it opened, worked on and closed.
set -euo pipefail

fail() {
    echo "old_script: $*" >&2
    exit 1
}

# api OP PARAMS [curl arguments]: a GET with everything in the query string
api() {
    local op=$1 params=$2
    shift 2
    curl --silent --show-error --fail --get "$URL" \
        --data-urlencode "user=$DESK_USER" --data-urlencode "user_pass=$DESK_PASSWORD" \
        --data-urlencode "op=$op" --data-urlencode "params=$params" "$@"
}

# expect WHAT ACTUAL WANTED
expect() {
    [[ $2 == "$3" ]] || fail "$1: wanted '$3', got '$2'"
}

expect_number() {
    [[ $2 =~ ^[1-9][0-9]*$ ]] || fail "$1: wanted a number, got '$2'"
}

expect_text() {
    [[ $2 == *"$3"* ]] || fail "$1: wanted '$3' somewhere in '$2'"
}

# --- is anybody there? ---
version=$(curl --silent --show-error --fail "$URL?info=version")
[[ $version =~ ^.+\ (Enterprise|OpenSource)\ Edition\ .+\ Build\ [0-9]+\ MR[0-9]+$ ]] ||
    fail "version: '$version'"
expect "own account" "$(api user_exists "$DESK_USER")" 1
expect "unknown account" "$(api user_exists nobody-of-that-name)" 0
expect "wrong password" "$(DESK_PASSWORD=wrong api user_exists "$DESK_USER")" ""
expect_text "groups" "$(api get_groups "")" "$GROUP,"
expect_text "states" "$(api get_incidents_status "")" "7,Closed"

# --- create ---
ticket=$(api create_incident "Printer on fire,$GROUP,3,It smokes::: please help,,0,$COPY_TO,$DESK_USER,0,1")
expect_number "create_incident" "$ticket"

# --- list and read ---
line=$(api get_incidents "on fire,0,$GROUP")
expect "number in the list" "$(cut -d, -f1 <<<"$line")" "$ticket"
expect_text "title in the list" "$line" '"Printer on fire"'
details=$(api get_incident_details "$ticket")
expect_text "text with a comma" "$details" '"It smokes, please help"'
expect_text "the same as XML" "$(api get_incident_details "$ticket" --data return_type=xml)" \
    "<titulo><![CDATA[Printer on fire]]></titulo>"

# --- work ---
work=$(api create_workunit "$ticket|Pulled the plug, then waited|0.50|0|1|0" --data-urlencode 'token=|')
expect_number "create_workunit" "$work"
expect_text "workunits" "$(api get_incident_workunits "$ticket")" \
    ',0.50,'"$DESK_USER"',"Pulled the plug, then waited",'

# --- attach, by POST as the larger clients do, and fetch the same bytes ---
head --bytes 5000 /dev/urandom >"$WORK/photo.bin"
answer=$(curl --silent --show-error --fail "$URL" \
    --form-string "user=$DESK_USER" --form-string "user_pass=$DESK_PASSWORD" \
    --form-string op=attach_file --form-string 'token=|;|' \
    --form-string "params=$ticket|;|photo.bin|;|5000|;|Smoke, close up|;|$(base64 --wrap=0 "$WORK/photo.bin")")
expect "attach_file" "$answer" 0
files=$(api get_incident_files "$ticket")
expect_text "files" "$files" ",photo.bin,"
file=$(cut -d, -f1 <<<"$files")
expect_number "number of the file" "$file"
api download_file "$file" | base64 --decode >"$WORK/fetched.bin"
cmp "$WORK/photo.bin" "$WORK/fetched.bin" || fail "download_file: other bytes than were attached"

# --- close ---
answer=$(api update_incident "$ticket,Printer on fire,It smokes,Replaced,$GROUP,3,1,7,$DESK_USER")
expect "update_incident" "$answer" 1
expect "state" "$(api get_incident_details "$ticket" | cut -d, -f7)" 7
history=$(api get_incident_tracking "$ticket")
for text in Created '"Workunit added"' '"File added"' '"Status changed -> Closed"'; do
    expect_text "history" "$history" "$text"
done
[[ $(api get_num_queued_emails "") =~ ^[0-9]+$ ]] || fail "get_num_queued_emails"

echo "$ticket"

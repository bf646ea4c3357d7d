# shellcheck shell=sh
# What the five examples share: reading sandbox.json, showing a call, checking its answer.
# Nothing here signs: each example does that itself, in full.
#
# An example sets `dialect`, then reads this file with `.`; its arguments are SANDBOX_JSON and ORIGIN.

set -eu
LC_ALL=C # bytes, not characters: `sort` compares them, `awk` and `tr` leave UTF-8 alone
export LC_ALL
umask 077 # a private key is kept in a file in $work while the example runs

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# json_value PATH <JSON: the value at a path such as data.items.0.name; a string is unescaped, but for \u.
# It takes any JSON apart, and checks none of it: a program would use a parser.
json_value() {
  tr -d '\r\n' | awk -v wanted="$1" '
    function unescaped(text,   plain, at, escape) {
      while ((at = index(text, "\\")) > 0) {
        escape = substr(text, at + 1, 1)
        plain = plain substr(text, 1, at - 1) (escape == "n" ? "\n" : escape == "t" ? "\t" : escape)
        text = substr(text, at + 2)
      }
      return plain text
    }
    function compare_path(value,   path, level) {
      for (level = 1; level <= depth; level++) path = path (level > 1 ? "." : "") name[level]
      if (path == wanted) found = value
    }
    {
      for (text = $0; text != ""; text = substr(text, RLENGTH + 1)) {
        if (match(text, /^[ \t]+/)) continue
        if (match(text, /^"([^"\\]|\\.)*"[ \t]*:/)) name[depth] = substr(text, 2, index(substr(text, 2), "\"") - 1)
        else if (match(text, /^"([^"\\]|\\.)*"/)) compare_path(unescaped(substr(text, 2, RLENGTH - 2)))
        else if (match(text, /^[[{]/)) { depth++; name[depth] = 0; is_array[depth] = substr(text, 1, 1) == "[" }
        else if (match(text, /^[]}]/)) depth--
        else if (match(text, /^,/)) { if (is_array[depth]) name[depth]++ }
        else if (match(text, /^[-+.0-9A-Za-z]+/)) compare_path(substr(text, 1, RLENGTH))
        else break
      }
    }
    END { if (found == "") exit 1; print found }'
}

# json_text TEXT: the text as the inside of a JSON string.
json_text() {
  printf '%s\n' "$1" | sed 's/[\\"]/\\&/g'
}

# to_hex <BYTES, to_base64 <BYTES: on one line.
to_hex() {
  od -An -v -tx1 | tr -d ' \n'
}
to_base64() {
  openssl base64 -A
}

# credential NAME: that field of this dialect in sandbox.json.
credential() {
  # shellcheck disable=SC2154 # the example sets `dialect`
  json_value "$dialect.$1" <"$sandbox" ||
    fail "$sandbox has no $dialect.$1: is it the file that the gateway wrote at its first start?"
}

step_number=0
step() {
  step_number=$((step_number + 1))
  printf '\n\n%s. %s\n' "$step_number" "$*"
}

# hide LABEL VALUE: from here on, what is shown has the label in the place of the value.
hide() {
  printf '%s\t%s\n' "$1" "$2" >>"$work/hidden"
}
masked() {
  awk -v hidden="$work/hidden" '
    BEGIN {
      while ((getline line < hidden) > 0) {
        at = index(line, "\t")
        label[++count] = substr(line, 1, at - 1)
        value[count] = substr(line, at + 1)
      }
    }
    {
      for (i = 1; i <= count; i++) {
        rest = $0
        shown = ""
        while ((at = index(rest, value[i])) > 0) {
          shown = shown substr(rest, 1, at - 1) label[i]
          rest = substr(rest, at + length(value[i]))
        }
        $0 = shown rest
      }
      print
    }'
}

# show WHAT TEXT
show() {
  printf '\n%s\n  %s\n' "$1" "$2" | masked
}

# request CURL-ARGUMENT...: shows the call, makes it, and shows the answer, which it leaves in $status, $work/headers
# and $work/answer.
request() {
  printf '\nrequest\n  curl'
  for argument do
    quoted=$(printf '%s\n' "$argument" | masked | sed "s/'/'\\\\''/g")
    case $argument in
      --*) printf ' \\\n    %s' "$quoted" ;;
      *) printf " '%s'" "$quoted" ;;
    esac
  done
  status=$(curl --silent --show-error --max-time 30 \
    --dump-header "$work/headers" --output "$work/answer" --write-out '%{http_code}' "$@") ||
    fail "no answer from $origin: is the gateway running there?"
  printf '\n'
  show "answer: HTTP $status" "$(cat "$work/answer")"
}

# answer PATH: that value of the answer.
answer() {
  json_value "$1" <"$work/answer" || fail "step $step_number: the answer has no $1 (HTTP $status)"
}

# answer_header NAME: that header of the answer.
answer_header() {
  tr -d '\r' <"$work/headers" | awk -v name="$1" '
    tolower(substr($0, 1, length(name) + 1)) == tolower(name) ":" { value = substr($0, length(name) + 2) }
    END { sub(/^[ \t]+/, "", value); if (value == "") exit 1; print value }' ||
    fail "step $step_number: the answer has no $1 header (HTTP $status)"
}

# expect PATH VALUE: stops unless the answer has that value there.
expect() {
  actual=$(answer "$1")
  [ "$actual" = "$2" ] || fail "step $step_number: expected $1 to be $2, but it is $actual (HTTP $status)"
}

# expect_text TEXT [FILE]: stops unless the answer, or that file, holds the text as a JSON string.
expect_text() {
  grep -qF "\"$1\"" "${2:-$work/answer}" || fail "step $step_number: expected to find \"$1\" in the answer"
}

for tool in curl openssl; do
  command -v "$tool" >/dev/null || fail "$tool is not installed"
done
sandbox=${1:-data/sandbox.json}
[ -r "$sandbox" ] || fail "cannot read $sandbox. usage: ${0##*/} [SANDBOX_JSON [ORIGIN]]"
origin=${2:-$(json_value origin <"$sandbox")} || fail "$sandbox has no origin"
origin=${origin%/}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
: >"$work/hidden"

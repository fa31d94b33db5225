# The same without a runtime to start: sh nothing.sh <prompt> <result>
while IFS= read -r line; do
  case $line in
    '**Dispatch:** '*) dispatch=${line#\*\*Dispatch:\*\* } ;;
    '**Nonce:** '*) nonce=${line#\*\*Nonce:\*\* } ;;
  esac
  [ -n "$nonce" ] && break
done <"$1"
printf '{"dispatch":"%s","nonce":"%s","role":"analyser","status":"done","summary":"","findings":[],"verdicts":[]}' "$dispatch" "$nonce" >"$2.part"
mv "$2.part" "$2"

#!/bin/sh
# Puts each test to the model, as it is and with FEAT_ETS2, and compares the answers with expected.txt.
cd "$(dirname "$0")" || exit
bad=0
ask() { ${HERD7:-herd7} "$@" 2>/dev/null | sed -n 's/^Observation [^ ]* \([A-Za-z]*\) .*/\1/p'; }
for test in *.litmus; do
    name=${test%.litmus}
    answer="$name $(ask "$test") $(ask -variant ETS2 "$test")"
    grep -qxF "$answer" expected.txt || { echo "not expected: $answer"; bad=$((bad + 1)); }
done
echo "$(ls ./*.litmus | wc -l) tests, $bad not as expected"
[ "$bad" = 0 ]

# Made by internal/cmd/docgen from the option table; do not edit.
_strake() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} i
	COMPREPLY=()
	case $prev in
	-e) COMPREPLY=($(compgen -W 'trace= t= trace-fds= trace-fd= fd= fds= signal= signals= s= status= abbrev= a= verbose= v= raw= x= read= reads= r= write= writes= w= kvm= namespace= quiet= silent= silence= q= decode-fds= decode-fd= decode-pids= decode-pid= fault= inject=' -- "$cur")); compopt -o nospace; return ;;
	-p|--attach) COMPREPLY=($(compgen -W "$(cd /proc && printf '%s ' [0-9]*)" -- "$cur")); return ;;
	-o|--output|-P|--trace-path) COMPREPLY=($(compgen -f -- "$cur")); return ;;
	-u|--user) COMPREPLY=($(compgen -u -- "$cur")); return ;;
	esac
	# Behind the program's name everything is the program's.
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-e|-E|--env|-p|--attach|-u|--user|--argv0|-b|--detach-on|-I|--interruptible|-P|--trace-path|--trace|--trace-fds|--signals|--status|-a|--columns|--stack-trace-frame-limit|-o|--output|-s|--string-limit|-X|--const-print-style|--color|--abbrev|--verbose|--raw|--read|--write|--kvm|--namespace|--decode-pids|-O|--summary-syscall-overhead|-S|--summary-sort-by|-U|--summary-columns|--summary-by|--syscall-limit|--fault|--inject) ((i++)) ;;
		-*|=) ;;
		*) [[ ${COMP_WORDS[i-1]} == = ]] || { COMPREPLY=($(compgen -f -- "$cur")); return; } ;;
		esac
	done
	case $cur in
	-*) COMPREPLY=($(compgen -W '-e -E --env -p --attach -u --user --argv0 -b --detach-on -D --daemonize --daemonised --daemonized -f --follow-forks -I --interruptible --kill-on-exit -P --trace-path -z --successful-only -Z --failed-only --failing-only --trace --trace-fds --signals --status --strict-status -a --columns -A --output-append-mode --output-separately -i --instruction-pointer -k --stack-trace --stack-traces --stack-trace-frame-limit -n --syscall-number -N --arg-names -o --output -q -r --relative-timestamps -s --string-limit -t --absolute-timestamps --timestamps -T --syscall-times -v --no-abbrev -x --strings-in-hex -X --const-print-style -y -Y --always-show-pid --color --abbrev --verbose --raw --read --write --kvm --namespace --quiet --silent --silence --decode-fds --decode-pids -c --summary-only -C --summary -O --summary-syscall-overhead -S --summary-sort-by -U --summary-columns -w --summary-wall-clock --summary-by --syscall-limit --fault --inject -d --debug -h --help -V --version --seccomp-bpf --tips' -- "$cur")) ;;
	*) COMPREPLY=($(compgen -c -- "$cur")) ;;
	esac
}
complete -o default -F _strake strake

package io.leveret.management.ctl;

import io.leveret.management.admin.AlarmsAdmin.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code eval}: there is no Erlang here, so the few expressions that test suites and scripts are known to use are
 * recognised as text, and every other is refused.
 */
final class EvalCommand {
    private static final Pattern SET_ALARM = Pattern.compile(
            "rabbit_alarm:set_alarm\\(\\{\\{resource_limit,(disk|memory),node\\(\\)\\},\\[\\]\\}\\)\\.");
    private static final Pattern CLEAR_ALARM =
            Pattern.compile("rabbit_alarm:clear_alarm\\(\\{resource_limit,(disk|memory),node\\(\\)\\}\\)\\.");
    private static final Pattern SET_CHANNEL_MAX =
            Pattern.compile("application:set_env\\(rabbit,channel_max,(\\d{1,5})\\)\\.");
    private static final Pattern SET_LOOPBACK_USERS =
            Pattern.compile("application:set_env\\(rabbit,loopback_users,\\[(.*)\\]\\)\\.");
    private static final Pattern BINARY = Pattern.compile("<<\"([^\"\\\\]*)\">>");
    private static final Pattern GET =
            Pattern.compile("application:get_env\\(rabbit,(channel_max|loopback_users)\\)\\.");
    private static final Pattern GET_VALUE =
            Pattern.compile("\\{ok,([A-Z]\\w*)\\}=application:get_env\\(rabbit,(channel_max|loopback_users)\\),\\1\\.");

    /** How RabbitMQ is made to read certificates anew. */
    private static final String CLEAR_PEM_CACHE = "ssl:clear_pem_cache().";

    private EvalCommand() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("eval", "Operations", "Understands a few expressions of Erlang that scripts use")
                .takes("<expression>", 1, 1)
                .alsoWhenStopped()
                .doing(EvalCommand::run));
    }

    private static Result run(Invocation call) throws CommandFailure {
        String expression = withoutSpaces(call.argument(0));
        if (expression.equals(CLEAR_PEM_CACHE)) {
            call.node().lookAtCertificates();
            return Result.lines("ok");
        }
        Matcher setting = SET_CHANNEL_MAX.matcher(expression);
        if (setting.matches()) {
            call.runtime().channelMax(Integer.parseInt(setting.group(1)));
            return Result.lines("ok");
        }
        Matcher users = SET_LOOPBACK_USERS.matcher(expression);
        if (users.matches()) {
            call.runtime().loopbackUsers(names(users.group(1), call.argument(0)));
            return Result.lines("ok");
        }
        Matcher value = GET_VALUE.matcher(expression);
        if (value.matches()) {
            return Result.lines(value(call, value.group(2)));
        }
        Matcher get = GET.matcher(expression);
        if (get.matches()) {
            return Result.lines("{ok," + value(call, get.group(1)) + "}");
        }
        return alarm(call, expression);
    }

    private static Result alarm(Invocation call, String expression) throws CommandFailure {
        Matcher set = SET_ALARM.matcher(expression);
        Matcher clear = CLEAR_ALARM.matcher(expression);
        boolean isSet = set.matches();
        if (!isSet && !clear.matches()) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE, "this node runs no Erlang; it does not know this expression");
        }
        if (call.broker() == null) {
            throw CommandFailure.error(ExitCode.UNAVAILABLE, "the broker is stopped; start it with start_app");
        }
        Resource resource = Resource.valueOf((isSet ? set : clear).group(1).toUpperCase(Locale.ROOT));
        if (isSet) {
            call.broker().alarms().raise(resource);
        } else {
            call.broker().alarms().clear(resource);
        }
        return Result.lines("ok");
    }

    private static String value(Invocation call, String key) {
        if (key.equals("channel_max")) {
            return Integer.toString(call.runtime().channelMax());
        }
        List<String> users = call.runtime().loopbackUsers().stream()
                .map(name -> "<<\"" + name + "\">>")
                .toList();
        return "[" + String.join(",", users) + "]";
    }

    /** Spaces mean nothing between Erlang's words, and the expressions known here have them nowhere else. */
    private static String withoutSpaces(String expression) {
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            quoted ^= c == '"';
            if (quoted || !Character.isWhitespace(c)) {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static List<String> names(String elements, String expression) throws CommandFailure {
        List<String> names = new ArrayList<>();
        Matcher binary = BINARY.matcher(elements);
        int at = 0;
        while (at < elements.length()) {
            boolean separated = names.isEmpty() || elements.charAt(at) == ',';
            int from = names.isEmpty() ? at : at + 1;
            if (!separated || !binary.find(from) || binary.start() != from) {
                throw CommandFailure.error(ExitCode.UNAVAILABLE, "no list of user names: " + expression);
            }
            names.add(binary.group(1));
            at = binary.end();
        }
        return names;
    }
}

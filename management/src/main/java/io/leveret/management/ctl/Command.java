package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import java.util.Set;
import java.util.function.Function;

/** One command: what it is called, what it takes, and what it does. Made with {@link #named}. */
final class Command {
    /** Does it. */
    @FunctionalInterface
    interface Action {
        Result run(Invocation call) throws AdminException, CommandFailure, BadUsage;
    }

    /** Looks at the arguments before anything is printed. */
    @FunctionalInterface
    interface Check {
        void check(Invocation call) throws BadUsage;
    }

    /** The tool that has it. */
    enum Tool {
        CTL("rabbitmqctl"),
        DIAGNOSTICS("rabbitmq-diagnostics"),
        PLUGINS("rabbitmq-plugins"),
        QUEUES("rabbitmq-queues"),
        UPGRADE("rabbitmq-upgrade");

        private final String program;

        Tool(String program) {
            this.program = program;
        }

        String program() {
            return program;
        }
    }

    private final String name;
    private final String group;
    private final String description;
    private String usage;
    private int fewest;
    private int most;
    private Set<String> switches = Set.of();
    private Set<String> values = Set.of();
    private Set<Tool> tools = Set.of(Tool.CTL);
    private boolean needsBroker = true;
    private Function<Invocation, String> banner = call -> null;
    private String formatter = "table";
    private boolean headers = true;
    private Check check = call -> {};
    private Action action = call -> Result.NOTHING;

    private Command(String name, String group, String description) {
        this.name = name;
        this.group = group;
        this.description = description;
        this.usage = name;
    }

    /** A command without arguments that does nothing yet; {@code description} is its line in the help. */
    static Command named(String name, String group, String description) {
        return new Command(name, group, description);
    }

    /** What its usage line says behind its name, and how many arguments it takes. */
    Command takes(String usageLine, int fewestArguments, int mostArguments) {
        usage = name + " " + usageLine;
        fewest = fewestArguments;
        most = mostArguments;
        return this;
    }

    Command switches(String... names) {
        switches = Set.of(names);
        return this;
    }

    Command options(String... names) {
        values = Set.of(names);
        return this;
    }

    Command of(Tool... which) {
        tools = Set.of(which);
        return this;
    }

    /** It works while the broker is stopped, too. */
    Command alsoWhenStopped() {
        needsBroker = false;
        return this;
    }

    /** The line that comes first unless it is not wanted. */
    Command saying(Function<Invocation, String> line) {
        banner = line;
        return this;
    }

    /** What it is printed with unless another is wanted. */
    Command printedAs(String formatterName) {
        formatter = formatterName;
        return this;
    }

    /** Its rows have no line of names above them, as RabbitMQ prints them. */
    Command withoutHeaders() {
        headers = false;
        return this;
    }

    Command checking(Check arguments) {
        check = arguments;
        return this;
    }

    Command doing(Action what) {
        action = what;
        return this;
    }

    String name() {
        return name;
    }

    String group() {
        return group;
    }

    String description() {
        return description;
    }

    String usage() {
        return usage;
    }

    int fewest() {
        return fewest;
    }

    int most() {
        return most;
    }

    Set<String> switches() {
        return switches;
    }

    Set<String> values() {
        return values;
    }

    /** Whether a tool has it. What rabbitmqctl lists, rabbitmq-diagnostics lists, too. */
    boolean isOf(Tool tool) {
        return tools.contains(tool) || tool == Tool.DIAGNOSTICS && tools.contains(Tool.CTL) && name.startsWith("list_");
    }

    boolean needsBroker() {
        return needsBroker;
    }

    String banner(Invocation call) {
        return banner.apply(call);
    }

    String formatter() {
        return formatter;
    }

    boolean hasHeaders() {
        return headers;
    }

    void check(Invocation call) throws BadUsage {
        check.check(call);
    }

    Result run(Invocation call) throws AdminException, CommandFailure, BadUsage {
        return action.run(call);
    }
}

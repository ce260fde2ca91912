package io.leveret.management.cli;

import io.leveret.management.remote.NodeUnreachableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One command: what it is called, what it takes, and what it does. Made with {@link #named}. */
final class Verb {
    /** Does it; gives the exit code. */
    @FunctionalInterface
    interface Action {
        int run(VerbCall call) throws VerbFailure, NodeUnreachableException, IOException;
    }

    /** An argument; {@code many} of them if it is the last. */
    record Parameter(String name, String meaning, boolean required, boolean many) {}

    /**
     * An option.
     *
     * @param names the long one last
     * @param value what its value is called, or null if it is a switch
     */
    record Option(List<String> names, String value, String meaning, boolean many) {}

    private final String group;
    private final String name;
    private final String description;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Option> options = new ArrayList<>();
    private String example;
    private Action action = call -> Exit.OK;

    private Verb(String group, String name, String description) {
        this.group = group;
        this.name = name;
        this.description = description;
        this.example = group.isEmpty() ? name : group + " " + name;
    }

    /** A command of a group, or of none, that does nothing yet. */
    static Verb named(String group, String name, String description) {
        return new Verb(group, name, description);
    }

    /** An argument that must be there. */
    Verb takes(String parameter, String meaning) {
        parameters.add(new Parameter(parameter, meaning, true, false));
        return this;
    }

    /** An argument that may be there. */
    Verb mayTake(String parameter, String meaning) {
        parameters.add(new Parameter(parameter, meaning, false, false));
        return this;
    }

    /** At least one such argument, as the last. */
    Verb takesMany(String parameter, String meaning) {
        parameters.add(new Parameter(parameter, meaning, true, true));
        return this;
    }

    /** Any number of such arguments, as the last. */
    Verb mayTakeMany(String parameter, String meaning) {
        parameters.add(new Parameter(parameter, meaning, false, true));
        return this;
    }

    /** An option with a value. */
    Verb option(String optionName, String value, String meaning) {
        options.add(new Option(List.of(optionName.split(" ")), value, meaning, false));
        return this;
    }

    /** An option with a value that may be given more than once. */
    Verb options(String optionName, String value, String meaning) {
        options.add(new Option(List.of(optionName.split(" ")), value, meaning, true));
        return this;
    }

    /** An option without a value. */
    Verb flag(String optionName, String meaning) {
        options.add(new Option(List.of(optionName.split(" ")), null, meaning, false));
        return this;
    }

    /** A command line for its help, without the program. */
    Verb example(String line) {
        example = line;
        return this;
    }

    Verb doing(Action what) {
        action = what;
        return this;
    }

    /** The same, again and again if that is wanted. */
    Verb watchable() {
        Action once = action;
        action = call -> Watch.run(call, once);
        return option("--watch", "SECONDS", "Shows it anew every so many seconds; --watch alone: every 2.");
    }

    String group() {
        return group;
    }

    String name() {
        return name;
    }

    String description() {
        return description;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    List<Option> options() {
        return options;
    }

    String example() {
        return example;
    }

    int run(VerbCall call) throws VerbFailure, NodeUnreachableException, IOException {
        return action.run(call);
    }
}

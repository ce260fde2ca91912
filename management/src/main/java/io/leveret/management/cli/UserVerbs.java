package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.PUT;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Users. Passwords are typed, or read from standard input: an argument can be seen by everybody on the machine. */
final class UserVerbs {
    private static final String GROUP = "users";
    private static final int MAX_PASSWORD_BYTES = 4_096;

    private UserVerbs() {}

    static void addTo(VerbTable table) {
        table.add(ListVerb.whole(
                        GROUP,
                        "Lists users",
                        call -> Target.of(GROUP),
                        Column.of("name"),
                        Column.of("tags"),
                        Column.of("limits"))
                .example("users list -o json"));
        table.add(Verb.named(GROUP, "add", "Adds a user; the password is asked for, or read from standard input")
                .takes("NAME", "Its name.")
                .option("--tags", "TAGS", "administrator, monitoring, policymaker, management; with commas between.")
                .option("--hash", "HASH", "The password as a hash, as definitions have it.")
                .flag("--no-password", "Without a password: it logs in by certificate alone.")
                .example("users add app --tags monitoring < password-file")
                .doing(UserVerbs::add));
        table.add(Verb.named(GROUP, "delete", "Deletes users with their permissions")
                .takesMany("NAME", "Their names.")
                .example("users delete former")
                .doing(call -> {
                    for (String name : call.arguments()) {
                        call.change(DELETE, Target.of(GROUP, name), null, "user '" + name + "'");
                        call.say("deleted user '" + name + "'");
                    }
                    return Exit.OK;
                }));
        table.add(Verb.named(GROUP, "set-tags", "Replaces the tags of a user")
                .takes("NAME", "The user.")
                .mayTakeMany("TAG", "The tags; none to take all away.")
                .example("users set-tags app monitoring policymaker")
                .doing(UserVerbs::setTags));
        table.add(Verb.named(GROUP, "set-password", "Gives a user another password, typed or from standard input")
                .takes("NAME", "The user.")
                .option("--hash", "HASH", "The password as a hash, as definitions have it.")
                .example("users set-password app < password-file")
                .doing(UserVerbs::setPassword));
    }

    private static Map<String, Object> existing(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> user = call.find(Target.of(GROUP, call.argument(0)));
        if (user == null) {
            throw new VerbFailure(Exit.NO_USER, "there is no user '" + call.argument(0) + "'");
        }
        return user;
    }

    private static int add(VerbCall call) throws VerbFailure, NodeUnreachableException, IOException {
        if (call.find(Target.of(GROUP, call.argument(0))) != null) {
            throw new VerbFailure(Exit.DATA, "there is a user '" + call.argument(0) + "' already");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tags", tags(List.of(call.option("--tags", ""))));
        if (call.has("--no-password")) {
            body.put("password_hash", "");
        } else {
            putPassword(call, body);
        }
        put(call, body);
        call.say("added user '" + call.argument(0) + "'");
        return Exit.OK;
    }

    private static void put(VerbCall call, Map<String, Object> body) throws VerbFailure, NodeUnreachableException {
        call.change(PUT, Target.of(GROUP, call.argument(0)), body, "user '" + call.argument(0) + "'");
    }

    private static List<String> tags(List<String> given) {
        return given.stream()
                .flatMap(each -> Arrays.stream(each.split("[ ,]+")))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static void putPassword(VerbCall call, Map<String, Object> body) throws VerbFailure, IOException {
        String hash = call.option("--hash");
        if (hash != null) {
            body.put("password_hash", hash);
            return;
        }
        String name = Cells.safe(call.argument(0));
        String typed = call.terminal().password("New password of " + name + ": ");
        if (typed == null) {
            typed = line(call);
        } else if (!typed.equals(call.terminal().password("The same again: "))) {
            throw new VerbFailure(Exit.DATA, "these were two passwords");
        }
        if (typed.isEmpty()) {
            throw new VerbFailure(Exit.DATA, "an empty password is none; see --no-password");
        }
        body.put("password", typed);
    }

    /** The first line of standard input. */
    private static String line(VerbCall call) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = call.terminal().in();
        int next = in.read();
        while (next >= 0 && next != '\n' && line.size() < MAX_PASSWORD_BYTES) {
            line.write(next);
            next = in.read();
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** The password stays what it is, so its hash goes along. */
    private static int setTags(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> user = existing(call);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("password_hash", user.getOrDefault("password_hash", ""));
        body.put("hashing_algorithm", user.get("hashing_algorithm"));
        body.values().removeIf(value -> value == null);
        body.put("tags", tags(call.arguments().subList(1, call.arguments().size())));
        put(call, body);
        call.say("set the tags of user '" + call.argument(0) + "'");
        return Exit.OK;
    }

    private static int setPassword(VerbCall call) throws VerbFailure, NodeUnreachableException, IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tags", existing(call).getOrDefault("tags", List.of()));
        putPassword(call, body);
        put(call, body);
        call.say("set the password of user '" + call.argument(0) + "'");
        return Exit.OK;
    }
}

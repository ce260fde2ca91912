package io.leveret.it.conformance;

import com.rabbitmq.client.Channel;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One method of the protocol, and the rights it asks for, in the order in which it asks.
 *
 * <p>The rights that a user has on a resource are the letters before the dot of its name: c, w, r. So one user, whose
 * permissions look at those letters, meets every combination of rights.
 */
final class AccessRow {
    private static final List<String> RIGHTS = List.of("0", "c", "w", "r", "cw", "cr", "wr", "cwr");

    /** The permissions that make of a name what it stands for: configure, write, read. */
    static final List<String> PERMISSIONS = List.of("^[wr]*c[wr]*\\.", "^[cr]*w[cr]*\\.", "^[cw]*r[cw]*\\.");

    enum Right {
        CONFIGURE,
        WRITE,
        READ;

        char letter() {
            return name().toLowerCase(Locale.ROOT).charAt(0);
        }
    }

    /** Something that is done on a channel, to resources of these names. */
    @FunctionalInterface
    interface Attempt {
        void run(Channel channel, List<String> names) throws Exception;
    }

    /** How it is refused when all rights are there. */
    @FunctionalInterface
    interface Otherwise {
        Refusal refusal(List<String> names);
    }

    private record Need(int resource, Right right) {}

    private final String method;
    private final List<String> kinds;
    private final List<Need> needs = new ArrayList<>();
    private final Attempt attempt;
    private Attempt before = (owner, names) -> {};
    private Otherwise otherwise = names -> null;

    private AccessRow(String method, List<String> kinds, Attempt attempt) {
        this.method = method;
        this.kinds = kinds;
        this.attempt = attempt;
    }

    /** @param kinds "queue" or "exchange" for each of its resources */
    static AccessRow of(String method, List<String> kinds, Attempt attempt) {
        return new AccessRow(method, kinds, attempt);
    }

    /** It asks for this right on its n-th resource, after the rights named before. */
    AccessRow needs(Right right, int resource) {
        needs.add(new Need(resource, right));
        return this;
    }

    /** What the owner of everything does first. */
    AccessRow before(Attempt preparation) {
        before = preparation;
        return this;
    }

    /** With all rights it is refused still. */
    AccessRow otherwise(Otherwise refusal) {
        otherwise = refusal;
        return this;
    }

    String method() {
        return method;
    }

    void prepare(Channel owner, List<String> names) throws Exception {
        before.run(owner, names);
    }

    /** How the broker refuses it, or null. */
    Refusal outcome(Channel channel, List<String> names) throws Exception {
        try {
            attempt.run(channel, names);
            return null;
        } catch (IOException | com.rabbitmq.client.ShutdownSignalException e) {
            if (channel.getCloseReason() == null) {
                throw e;
            }
            return Refusal.of(channel.getCloseReason());
        }
    }

    /** How the broker must refuse it, or null. */
    Refusal expected(List<String> names, String vhost, String user) {
        for (Need need : needs) {
            String name = names.get(need.resource());
            if (name.substring(0, name.indexOf('.')).indexOf(need.right().letter()) < 0) {
                return refused(need.right(), kinds.get(need.resource()) + " '" + name + "'", vhost, user);
            }
        }
        return otherwise.refusal(names);
    }

    static Refusal refused(Right right, String resource, String vhost, String user) {
        return Refusal.channel(
                403,
                "ACCESS_REFUSED - " + right.name().toLowerCase(Locale.ROOT) + " access to " + resource + " in vhost '"
                        + vhost + "' refused for user '" + user + "'");
    }

    /** Names of the resources with every combination of rights on each. */
    List<List<String>> combinations() {
        List<List<String>> all = new ArrayList<>();
        for (String first : RIGHTS) {
            for (String second : kinds.size() > 1 ? RIGHTS : List.of("")) {
                List<String> names = new ArrayList<>(List.of(first + ".first"));
                if (kinds.size() > 1) {
                    names.add(second + ".second");
                }
                all.add(names);
            }
        }
        return all;
    }
}

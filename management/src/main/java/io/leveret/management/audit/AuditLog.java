package io.leveret.management.audit;

import io.leveret.management.audit.AuditTrail.Entry;
import io.leveret.management.json.Json;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each administrative action to the logger {@code audit}: who, from where, what, on what, and what
 * came of it. Bodies of requests and reasons of refusals are never in it, since they hold passwords and hashes; of
 * commands only those arguments that cannot hold a secret. What clients chose is quoted, so that no name can forge a
 * line.
 */
public final class AuditLog {
    /** The logger's name: part of what operators configure. */
    public static final String LOGGER = "audit";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private static final int FIRST_REFUSAL = 400;

    private AuditLog() {}

    /**
     * A request that is to change something, of somebody who was not let in: for the log alone, lest strangers drive
     * out of the trail what was done.
     *
     * @param claimed who it is said to come from; "" if nobody was named
     */
    public static void refused(String claimed, String from, String action, int status) {
        log(claimed, from, action, status);
    }

    /**
     * A request that is to change something.
     *
     * @param user who sent it
     * @param from address and port
     * @param action the method and the path as it was sent
     * @param status of the answer
     */
    public static void request(String user, String from, String action, int status) {
        log(user, from, action, status);
        keep(user, from, action, status, status < FIRST_REFUSAL);
    }

    private static void log(String user, String from, String action, int status) {
        LOG.info("user={} from={} action={} result={}", quoted(user), from, quoted("HTTP " + action), status);
    }

    /**
     * A command that came through the control channel.
     *
     * @param shown its name and the arguments that may be seen
     * @param vhost that it was for, or null
     * @param exitCode 0 if it was done
     */
    public static void command(String user, List<String> shown, String vhost, int exitCode) {
        String where = vhost == null ? "" : " (vhost " + vhost + ")";
        LOG.info(
                "user={} from=control-channel action={} result={}",
                quoted(user),
                quoted(String.join(" ", shown) + where),
                exitCode);
        keep(user, "control-channel", String.join(" ", shown) + where, exitCode, exitCode == 0);
    }

    private static void keep(String user, String from, String action, int result, boolean done) {
        AuditTrail.ofProcess().add(new Entry(System.currentTimeMillis(), user, from, action, result, done));
    }

    /** JSON quotes what ends lines but for two characters of Unicode and those of control above 0x7f. */
    private static String quoted(String text) {
        StringBuilder safe = new StringBuilder();
        for (char c : Json.write(text).toCharArray()) {
            boolean endsLines = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            safe.append(endsLines ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return safe.toString();
    }
}

package io.leveret.management.cli;

import io.leveret.management.json.Json;
import io.leveret.management.remote.Answer;
import io.leveret.management.remote.NodeUnreachableException;
import java.util.Map;

/** Makes one line and an exit code of what a node refuses. */
final class Refusals {
    private Refusals() {}

    /**
     * Lets pass what was done.
     *
     * @param subject what the request was about, or null
     */
    static void check(Answer answer, String subject) throws VerbFailure, NodeUnreachableException {
        if (!answer.isOk()) {
            throw of(answer.status(), answer.text(), subject);
        }
    }

    static VerbFailure of(int status, String body, String subject) {
        String reason = reason(body);
        return switch (status) {
            case 400 -> new VerbFailure(Exit.DATA, reason.isEmpty() ? "the request is not understood" : reason);
            case 401, 403 -> new VerbFailure(Exit.NO_PERMISSION, refused(reason));
            case 404 -> {
                boolean user = subject != null && subject.startsWith("user ");
                yield new VerbFailure(user ? Exit.NO_USER : Exit.DATA, absent(reason, subject));
            }
            case 405, 501 -> new VerbFailure(Exit.UNAVAILABLE, "this node does not offer that");
            case 503 -> new VerbFailure(Exit.UNAVAILABLE, reason.isEmpty() ? "the node cannot do that now" : reason);
            default ->
                new VerbFailure(Exit.SOFTWARE, "the node answers " + status + (reason.isEmpty() ? "" : ": " + reason));
        };
    }

    private static String refused(String reason) {
        if (reason.isEmpty() || reason.equals("Not_Authorized") || reason.equals("Login failed")) {
            return "wrong user or password";
        }
        return reason;
    }

    private static String absent(String reason, String subject) {
        boolean bare = reason.isEmpty() || reason.equals("Not Found");
        if (!bare) {
            return reason;
        }
        return subject == null ? "this node does not know that" : "there is no " + subject;
    }

    /** The field {@code reason} as one line; it may be a list, as in {@code ["not_boolean", "yes"]}. */
    private static String reason(String body) {
        try {
            if (Json.read(body) instanceof Map<?, ?> fields && fields.get("reason") != null) {
                Object reason = fields.get("reason");
                String text = reason instanceof String plain ? plain : Cells.plain(reason);
                return Cells.safe(text.strip().replaceAll("\\s*\\R\\s*", ", "));
            }
        } catch (IllegalArgumentException e) {
            return ""; // a proxy's page, perhaps: the status has to do
        }
        return "";
    }
}

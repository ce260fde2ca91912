package io.leveret.broker.simulation;

/** One message in one queue. */
final class Copy {
    /** What is known of its end. */
    enum End {
        NONE,
        /** A client settled it; the broker has not answered anything since. */
        ASKED,
        /** It was settled, or delivered to one who does not acknowledge. */
        SURE,
        /** A client settled it and then was gone: nobody knows. */
        UNKNOWN
    }

    final QueueModel queue;
    final Sent message;

    End end = End.NONE;

    /** How often a client saw it. */
    int seen;

    /** Who has it and has not settled it, or null. */
    ClientChannel holder;

    /** Who asked for its end. */
    ClientChannel settler;

    /** When the settler asked. */
    long askedAt;

    /** When it was heard that the broker had made an end of it. */
    long heardAt;

    /** It went to one who does not acknowledge. */
    boolean givenAway;

    /** The broker started again without it. */
    boolean gone;

    /** Two clients saw it, both on channels that the broker may have closed by then: nobody knows who was first. */
    boolean vague;

    Copy(QueueModel queue, Sent message) {
        this.queue = queue;
        this.message = message;
    }

    /** Whether somebody has it, or asked for its end and nobody knows whether in time. */
    boolean isClaimed() {
        return holder != null || end == End.ASKED || end == End.UNKNOWN;
    }

    /** Whether the queue must still have it. */
    boolean isOwed() {
        return end == End.NONE && !vague;
    }

    /** The broker started again, and has it. */
    void found(boolean flagged) {
        end = End.NONE;
        holder = null;
        settler = null;
        vague = false;
        givenAway = false;
        gone = false;
        seen = flagged ? 1 : 0;
    }

    /** The broker started again, and has it no more. */
    void gone() {
        end = End.SURE;
        gone = true;
        holder = null;
        settler = null;
        vague = false;
    }

    /** Why it cannot be delivered now; null if it can. */
    String objection(boolean redelivered) {
        if (seen > 0 && !redelivered) {
            return " came again and was not flagged redelivered";
        }
        if (vague) {
            return null;
        }
        if (end == End.SURE || (end == End.ASKED && !settler.mayEnd())) {
            return " came again after it was settled";
        }
        if (holder != null && !holder.mayEnd()) {
            return " came again while " + holder + " holds it";
        }
        return null;
    }
}

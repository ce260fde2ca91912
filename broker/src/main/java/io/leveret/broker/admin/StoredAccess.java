package io.leveret.broker.admin;

import io.leveret.broker.access.AccessRecords;
import io.leveret.broker.access.PasswordRules;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.Users;

/** Who there is and what they may do, in memory, and how it is written. */
public record StoredAccess(Users users, Permissions permissions, AccessRecords records, PasswordRules passwords) {}

/** Whether this browser shows notifications from here; "unsupported" on http, and on iOS outside its home screen. */
export function notificationPermission(): NotificationPermission | "unsupported" {
  return "Notification" in window ? Notification.permission : "unsupported";
}

/** Asks the browser's own question, which it shows once. Only for the press of a button. */
export async function askForNotifications(): Promise<NotificationPermission | "unsupported"> {
  return "Notification" in window ? Notification.requestPermission() : "unsupported";
}

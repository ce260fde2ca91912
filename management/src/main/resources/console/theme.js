// Before the first paint, so that nothing flashes: the theme that was chosen, or else the system's.
document.documentElement.dataset.theme = localStorage.getItem('leveret.theme') || 'system';

/** https://openweathermap.org/weather-conditions , those of a tropical year. */
export const CONDITIONS = {
  clear: { id: 800, main: 'Clear', icon: '01', en: 'clear sky', th: 'ท้องฟ้าแจ่มใส' },
  fewClouds: { id: 801, main: 'Clouds', icon: '02', en: 'few clouds', th: 'เมฆเล็กน้อย' },
  brokenClouds: { id: 803, main: 'Clouds', icon: '04', en: 'broken clouds', th: 'เมฆเป็นหย่อม ๆ' },
  lightRain: { id: 500, main: 'Rain', icon: '10', en: 'light rain', th: 'ฝนเบา ๆ' },
  heavyRain: { id: 502, main: 'Rain', icon: '10', en: 'heavy intensity rain', th: 'ฝนตกหนัก' },
  thunderstorm: { id: 211, main: 'Thunderstorm', icon: '11', en: 'thunderstorm', th: 'พายุฝนฟ้าคะนอง' },
  mist: { id: 701, main: 'Mist', icon: '50', en: 'mist', th: 'หมอก' },
} as const;
export type Condition = keyof typeof CONDITIONS;
